import { describe, expect, test } from 'vitest'
import { compose } from '../../../test/support/check-facts.ts'

describe('projects', () => {
  const base =
    'services:\n  livekit:\n    image: livekit/livekit-server:v1.9.0\n    ports: ["7880:7880"]\n    command: --dev\n    environment: {A: 1, B: 2}\n'

  test('the override goes over the base: maps and lists grow, single values and commands are replaced', () => {
    const { service, variables, all } = compose(base, {
      'compose.override.yaml':
        'services:\n  livekit:\n    image: livekit/livekit-server:v1.10.0\n    ports: ["7881:7881", "7880:7880"]\n    command: [--config, /c.yaml]\n    environment: [B=3, C=4]\n',
    })
    expect(all('service')).toHaveLength(1)
    expect(service('livekit')).toMatchObject({
      image: { value: 'livekit/livekit-server:v1.10.0', at: { file: 'compose.override.yaml' } },
      command: { value: '--config /c.yaml' },
      published: [{ target: { from: 7880 } }, { target: { from: 7881 } }],
    })
    expect(variables('livekit')).toEqual({ A: '1', B: '3', C: '4' })
  })

  test('!reset takes away, !override puts in its place', () => {
    const { service, variables } = compose(base, {
      'compose.override.yaml':
        'services:\n  livekit:\n    ports: !reset []\n    environment: !override\n      D: 5\n    command: !reset null\n',
    })
    expect(service('livekit')).toMatchObject({ published: [], command: null })
    expect(variables('livekit')).toEqual({ D: '5' })
  })

  test('a volume of the same target is replaced', () => {
    const { service } = compose('services:\n  a:\n    image: x\n    volumes: [./a:/data, bb:/b]\n', {
      'compose.override.yml': 'services:\n  a:\n    volumes: [./c:/data:ro]\n',
    })
    expect(service('a')?.mounts).toMatchObject([{ source: 'c', target: '/data', readOnly: true }, { target: '/b' }])
  })

  test('another file that runs by itself is a project of its own', () => {
    const { all } = compose(base, { 'docker-compose.prod.yml': base })
    expect(all('service').map(({ site }) => site.project)).toEqual(['compose.yaml', 'docker-compose.prod.yml'])
  })

  test('one that only adds goes over the base, which counts alone too where it runs alone', () => {
    const { all } = compose(base, { 'compose.prod.yaml': 'services:\n  livekit:\n    restart: always\n' })
    expect(all('service').map(({ site, restart }) => [site.project, restart?.value])).toEqual([
      ['compose.yaml', undefined],
      ['compose.prod.yaml', 'always'],
    ])
    const incomplete = compose('services:\n  livekit:\n    restart: always\n', { 'compose.prod.yaml': base })
    expect(incomplete.all('service').map(({ site }) => site.project)).toEqual(['compose.prod.yaml'])
  })

  test('one of another folder that only adds goes over the base above it, and names files from there', () => {
    const over =
      'services:\n  livekit:\n    volumes: [./deploy/a.yaml:/a.yaml, ./own.yaml:/own.yaml, data:/data]\n    env_file: prod.env\n' +
      '    configs: [c]\n  agent:\n    extends: {file: deploy/parts.yml, service: worker}\nconfigs:\n  c: {file: deploy/c.yaml}\n'
    const { service, all } = compose(base, {
      'deploy/docker-compose.prod.yml': over,
      'deploy/parts.yml': 'services:\n  worker:\n    build: ./worker\n    volumes: [./w:/w]\n',
      'deploy/own.yaml': 'a: 1\n',
    })
    const merged = all('service').filter(({ site }) => site.project === 'deploy/docker-compose.prod.yml')
    expect(merged.map(({ name, site }) => `${name} in ${site.stack}`)).toEqual(['livekit in ', 'agent in '])
    expect(merged[0]?.image?.value).toBe('livekit/livekit-server:v1.9.0')
    expect(merged[0]?.envFiles).toEqual(['prod.env'])
    // `own.yaml` is there only by its own folder: somebody runs it with --project-directory.
    expect(merged[0]?.mounts.map(({ source }) => source)).toEqual(['deploy/a.yaml', 'deploy/own.yaml', 'data', 'deploy/c.yaml'])
    expect(merged[1]?.mounts).toMatchObject([{ source: 'deploy/w' }])
    expect(service('livekit')?.mounts).toEqual([])
  })

  test('one of another folder that stands alone, or that nothing above completes, is read from its own folder', () => {
    const { all } = compose(base, {
      'deploy/compose.prod.yaml': 'services:\n  livekit:\n    image: livekit/livekit-server\n    volumes: [./a.yaml:/a.yaml]\n',
      'other/compose.prod.yaml': 'services:\n  turn:\n    volumes: [./b.yaml:/b.yaml]\n',
    })
    expect(all('service').flatMap(({ mounts }) => mounts.map(({ source }) => source))).toEqual(['deploy/a.yaml', 'other/b.yaml'])
  })

  test('extends, of the same file and of another', () => {
    const { variables, service } = compose(
      'services:\n  a:\n    extends: b\n    environment: {X: 1}\n  b:\n    extends: {file: common/base.yml, service: c}\n    environment: {X: 0, Y: 2}\n',
      { 'common/base.yml': 'services:\n  c:\n    image: redis:7\n    volumes: [./redis.conf:/redis.conf]\n' },
    )
    expect(variables('a')).toEqual({ X: '1', Y: '2' })
    expect(service('a')).toMatchObject({ user: 'redis', mounts: [{ source: 'common/redis.conf' }] })
  })

  test('a service that extends itself', () => {
    expect(compose('services:\n  a:\n    image: x\n    extends: b\n  b:\n    extends: a\n').all('service')).toHaveLength(2)
  })

  test('include takes other files in, and they are no projects then', () => {
    const { all } = compose(
      'include:\n  - livekit/compose.yaml\n  - path: [redis.yml]\nservices:\n  agent:\n    build: .\n    depends_on: [livekit]\n',
      {
        'livekit/compose.yaml': base,
        'redis.yml': 'services:\n  redis:\n    image: redis:7\n',
      },
    )
    expect(all('project')).toMatchObject([{ services: ['livekit', 'redis', 'agent'], complete: true, site: { project: 'compose.yaml' } }])
    expect(compose('include: [gone.yaml]\nservices: {}\n').all('project')).toMatchObject([{ complete: false }])
  })
})
