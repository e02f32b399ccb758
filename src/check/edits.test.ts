import { expect, test } from 'vitest'
import type { Edit } from '../core/finding.ts'
import { applyEdits } from './apply-edits.ts'
import { check } from './check.ts'
import { nodeAt, type ConfigNode } from './config-node.ts'
import { reworded, withoutSetting, withSetting } from './edits.ts'
import type { Source } from './source.ts'
import { parseTree } from './yaml-tree.ts'

const source = (text: string, path = 'a.yaml'): Source => ({ path, text, mode: 0o600, git: 'none' })

function edited(text: string, make: (sources: Source[], root: ConfigNode) => Edit[], path = 'a.yaml'): string | null {
  const sources = [source(text, path)]
  const [root] = parseTree(path, text).documents
  const edits = root ? make(sources, root) : []
  if (edits.length === 0) return null
  const finding = { id: 'a.b', severity: 'error' as const, message: '', why: '', fix: { text: '' }, places: [], edits }
  return applyEdits(sources, [finding]).files[0]?.after ?? text
}

test('a word becomes another, in the quotes that it has', () => {
  const rename = (text: string) => edited(text, (sources, root) => reworded(sources, nodeAt(root, 'old')?.keyAt ?? root.at, ['old', 'new']))
  expect(rename('old: 1')).toBe('new: 1')
  expect(rename('"old": 1')).toBe('"new": 1')
  expect(rename("{'old': 1}")).toBe("{'new': 1}")
  expect(rename('"ol\\x64": 1')).toBeNull()
  expect(rename('other: 1')).toBeNull()
})

test('a setting goes with its line, and only where the line is all its own', () => {
  const without = (text: string) =>
    edited(text, (sources, root) => {
      const node = nodeAt(root, 'x')
      return node ? withoutSetting(sources, node) : []
    })
  expect(without('a: 1\nx: 2\nb: 3\n')).toBe('a: 1\nb: 3\n')
  expect(without('a: 1\r\n"x": "2"')).toBe('a: 1')
  for (const text of ['{a: 1, x: 2}', 'a: 1\nx: |\n  2\n', 'x: 2 # c\n', 'x: {y: 1}\n', 'x:\n  2\n', 'x: &c 2\ny: *c\n', 'x: "2\n  3"\n'])
    expect(without(text), text).toBeNull()
})

test('a setting goes beside another of its map, in the style of the map', () => {
  const add = (text: string) =>
    edited(text, (sources, root) => {
      const beside = nodeAt(root, 'url')
      return beside ? withSetting(sources, { map: root, beside, name: 'on' }, 'true') : []
    })
  expect(add('a: 1\n# of it\nurl: x  # c\nb: 2\n')).toBe('a: 1\n# of it\nurl: x  # c\non: true\nb: 2\n')
  expect(add('  a: 1\n  url: x')).toBe('  a: 1\n  on: true\n  url: x')
  expect(add('a: 1\r\nurl: x\r\n')).toBe('a: 1\r\nurl: x\r\non: true\r\n')
  expect(add('{"a": 1, "url": "x"}')).toBe('{"a": 1, "on": true, "url": "x"}')
  expect(add('{\n  a: 1,\n  url: x\n}\n')).toBe('{\n  a: 1,\n  on: true, url: x\n}\n')
  expect(add('url: |\n  x\n')).toBeNull()
})

test('what stands in a text within a compose file keeps its place there', () => {
  const body = (config: string) =>
    `services:\n  egress:\n    image: livekit/egress:v1.14.1\n    cap_add: [SYS_ADMIN]\n    environment:\n      EGRESS_CONFIG_BODY: ${config}\n`
  const mend = (config: string) => {
    const sources = [source(body(config), 'compose.yaml')]
    return applyEdits(sources, check({ sources, unread: [] }).findings).files[0]?.after ?? null
  }
  const block = '|\n        api_key: a\n        ws_url: ws://livekit:7880\n        redis: {addr: "redis:6379"}'
  expect(mend(block)).toBe(body(block.replace('7880\n', '7880\n        insecure: true\n').replace('addr:', 'address:')))
  const flow = '\'{api_key: a, ws_url: "ws://livekit:7880", redis: {address: "redis:6379"}}\''
  expect(mend(flow)).toBe(body(flow.replace('ws_url', 'insecure: true, ws_url')))
  // Places in a folded text, or behind escapes, are not exact.
  expect(mend('>\n        {"api_key": "a",\n        "ws_url": "ws://livekit:7880", "redis": {"addr": "redis:6379"}}')).toBeNull()
  expect(mend('"{\\"api_key\\": \\"a\\", \\"ws_url\\": \\"ws://livekit:7880\\", \\"redis\\": {\\"addr\\": \\"redis:6379\\"}}"')).toBeNull()
})

test('what an anchor puts into several places is left alone; an anchor that nobody names is no matter', () => {
  const compose = (user: string) =>
    `x-all: &all\n  restart: on-failure\nservices:\n  livekit:\n    image: livekit/livekit-server:v1.13.5\n    command: --dev\n    ${user}\n`
  const edits = (text: string) =>
    check({ sources: [source(text, 'compose.yaml')], unread: [] }).findings.filter((finding) => finding.edits.length > 0)
  expect(edits(compose('<<: *all'))).toEqual([])
  expect(edits(compose('restart: &mine on-failure')).map(({ id }) => id)).toEqual(['compose.restart-on-failure'])
})
