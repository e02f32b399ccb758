import { useEffect, useState } from 'react'

/** True once `isPending` has held for `afterMs`; false again when it ends. */
export function useLate(isPending: boolean, afterMs: number): boolean {
  const [isLate, setIsLate] = useState(false)
  useEffect(() => {
    const timer = isPending ? setTimeout(() => setIsLate(true), afterMs) : undefined
    return () => {
      clearTimeout(timer)
      setIsLate(false)
    }
  }, [isPending, afterMs])
  return isPending && isLate
}
