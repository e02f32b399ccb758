import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import path from 'node:path'
import { maskSecrets } from '../../core/mask.ts'
import type { LogLine } from '../runtime.ts'

const LARGEST_FILE_BYTES = 10 * 1024 * 1024

/** The file of a service's log; `.1` beside it holds the lines before the last rotation. */
export function logFile(logDir: string, service: string): string {
  return path.join(logDir, `${service}.log`)
}

export interface LogStore {
  write(line: LogLine): void
  close(): void
}

interface OpenLog {
  descriptor: number
  size: number
}

/**
 * Keeps one file a service, two at most, each bounded in size; secrets are masked. Written at once, so that a killed supervisor
 * leaves its last lines. A full disk loses lines and stops nothing.
 */
export function openLogStore(options: {
  logDir: string
  secrets: string[]
  limitBytes?: number
  onLine?: (line: LogLine) => void
}): LogStore {
  const { logDir, secrets, limitBytes = LARGEST_FILE_BYTES, onLine } = options
  mkdirSync(logDir, { recursive: true, mode: 0o700 })
  const logs = new Map<string, OpenLog>()
  const append = (file: string, text: string) => {
    const log = logs.get(file) ?? open(file)
    const bytes = Buffer.byteLength(text)
    const target = log.size > 0 && log.size + bytes > limitBytes ? rotate(file, log) : log
    logs.set(file, target)
    writeSync(target.descriptor, text)
    target.size += bytes
  }
  return {
    write(line) {
      const masked = { ...line, text: maskSecrets(line.text, secrets) }
      try {
        append(logFile(logDir, line.service), `${masked.time} ${masked.text}\n`)
      } catch {
        // Nowhere to say it: the log is what fails.
      }
      onLine?.(masked)
    },
    close() {
      for (const { descriptor } of logs.values()) closeSync(descriptor)
      logs.clear()
    },
  }
}

function open(file: string): OpenLog {
  const descriptor = openSync(file, 'a', 0o600)
  return { descriptor, size: fstatSync(descriptor).size }
}

function rotate(file: string, log: OpenLog): OpenLog {
  closeSync(log.descriptor)
  renameSync(file, `${file}.1`)
  return open(file)
}
