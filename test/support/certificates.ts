import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import type { Undo } from './undo.ts'

const run = promisify(execFile)

export interface Certificate {
  key: string
  cert: string
}

export interface Authority {
  /** Its own certificate, to be trusted. */
  ca: string
  /** A certificate for names or addresses, valid from and until so many days from now; both may be negative. */
  issue(names: string[], validity?: { from?: number; until?: number }): Promise<Certificate>
}

const DAY_MS = 86_400_000

/** An issuer of certificates, made by openssl in a temporary folder. */
export async function makeAuthority(undo: Undo): Promise<Authority> {
  const dir = undo.add(await mkdtemp(path.join(tmpdir(), 'voicectl-ca-')), (folder) => rm(folder, { recursive: true, force: true }))
  const file = (name: string) => path.join(dir, name)
  const openssl = (...args: string[]) => run('openssl', args, { cwd: dir })
  await openssl(
    ...'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout ca.key -out ca.crt -days 3650 -subj /O=Test/CN=Test'.split(
      ' ',
    ),
  )
  await writeFile(file('index.txt'), '')
  await writeFile(file('serial'), '1000\n')
  let count = 0
  return {
    ca: await readFile(file('ca.crt'), 'utf8'),
    issue: async (names, { from = -30, until = 90 } = {}) => {
      const name = `leaf${count++}`
      const alternative = names.map((each) => (/^[\d.]+$/.test(each) ? `IP:${each}` : `DNS:${each}`)).join(',')
      await writeFile(file(`${name}.cnf`), caConfig(dir, alternative))
      await openssl(
        'req',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-keyout',
        `${name}.key`,
        '-out',
        `${name}.csr`,
        '-subj',
        `/CN=${name}`,
      )
      await openssl(
        'ca',
        '-batch',
        '-notext',
        '-config',
        `${name}.cnf`,
        '-in',
        `${name}.csr`,
        '-out',
        `${name}.crt`,
        '-startdate',
        stamp(from),
        '-enddate',
        stamp(until),
      )
      return { key: await readFile(file(`${name}.key`), 'utf8'), cert: await readFile(file(`${name}.crt`), 'utf8') }
    },
  }
}

function caConfig(dir: string, alternative: string): string {
  return [
    '[ca]',
    'default_ca = own',
    '[own]',
    `database = ${dir}/index.txt`,
    `serial = ${dir}/serial`,
    `new_certs_dir = ${dir}`,
    `certificate = ${dir}/ca.crt`,
    `private_key = ${dir}/ca.key`,
    'default_md = sha256',
    'policy = any',
    'unique_subject = no',
    'x509_extensions = leaf',
    '[any]',
    'commonName = supplied',
    '[leaf]',
    `subjectAltName = ${alternative}`,
    '',
  ].join('\n')
}

/** A day from now as openssl writes it: YYYYMMDDHHMMSSZ. */
function stamp(days: number): string {
  return new Date(Date.now() + days * DAY_MS).toISOString().replaceAll(/[-:T]|\.\d+/g, '')
}
