import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { watchFiles, type FileChanges } from './watch-files.ts'

describe('watchFiles', () => {
  let dir: string
  let changes: FileChanges

  beforeEach(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'voicectl-watch-'))
    await writeFile(path.join(dir, 'voicectl.yaml'), 'version: 1\n')
    await mkdir(path.join(dir, 'code'))
    await writeFile(path.join(dir, 'code', 'agent.ts'), 'one')
    changes = watchFiles({ dir, files: ['voicectl.yaml', '.env'], codeFile: path.join(dir, 'code', 'agent.ts') })
  })

  afterEach(async () => {
    changes.close()
    await rm(dir, { recursive: true, force: true })
  })

  const next = async () => (await changes[Symbol.asyncIterator]().next()).value

  it('tells of a file that is written, that appears, and that is replaced as editors do', async () => {
    await writeFile(path.join(dir, 'voicectl.yaml'), 'version: 1\nname: x\n')
    expect(await next()).toBe('voicectl.yaml')
    await writeFile(path.join(dir, '.env'), 'A=1')
    expect(await next()).toBe('.env')
    await writeFile(path.join(dir, 'code', '.agent.tmp'), 'two')
    await rename(path.join(dir, 'code', '.agent.tmp'), path.join(dir, 'code', 'agent.ts'))
    expect(await next()).toBe('agent.ts')
  })

  it('tells of code beside the agent file, and of nothing else', async () => {
    await writeFile(path.join(dir, 'notes.txt'), 'x')
    await writeFile(path.join(dir, 'code', 'log.txt'), 'x')
    await writeFile(path.join(dir, 'code', 'prompt.ts'), 'x')
    expect(await next()).toBe('prompt.ts')
  })

  it('does not tell of a file whose content stays', async () => {
    await chmod(path.join(dir, 'voicectl.yaml'), 0o600)
    await writeFile(path.join(dir, '.env'), 'A=1')
    expect(await next()).toBe('.env')
  })

  it('ends when closed', async () => {
    const waiting = next()
    changes.close()
    expect(await waiting).toBeUndefined()
  })
})
