/**
 * Runs the packed package under the hosts that people use: packs it, installs it into an empty folder, and runs the programs of
 * `test/hosts/app` there. Prints a line for each host and exits with 1 if one fails.
 *
 *     node scripts/hosts.js            all hosts; what they need comes from npm
 *     node scripts/hosts.js node tsx   these
 *     node scripts/hosts.js --here     those that need nothing from npm
 */
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const node = [process.execPath]
const script = (path) => join('node_modules', path)

/**
 * Per host: its command in the app's folder, and the packages from npm that it needs; `linked`: those that this repository has;
 * `installed`: with wamba's own dependencies from npm.
 */
const hosts = {
  node: { command: [...node, 'plain.js'] },
  'npm install': { command: [...node, 'plain.js'], packages: [], installed: true },
  require: { command: [...node, 'require.cjs'] },
  'node --import': { command: [...node, '--import', './loader.js', 'plain.js'] },
  'node --test': { command: [...node, '--test', 'node.test.js'] },
  'node --enable-source-maps': { command: [...node, '--enable-source-maps', 'plain.js'] },
  'vitest, forks': { command: [...node, script('vitest/vitest.mjs'), 'run', '--pool=forks'], linked: ['vitest'] },
  'vitest, threads': { command: [...node, script('vitest/vitest.mjs'), 'run', '--pool=threads'], linked: ['vitest'] },
  'vitest, vmThreads': {
    command: [...node, script('vitest/vitest.mjs'), 'run', '--pool=vmThreads'],
    linked: ['vitest'],
  },
  tsx: { command: [...node, script('tsx/dist/cli.mjs'), 'typed.ts'], packages: ['tsx'] },
  'node --import tsx': { command: [...node, '--import', 'tsx', 'typed.ts'], packages: ['tsx'] },
  jest: {
    command: [
      ...node,
      '--experimental-vm-modules',
      script('jest/bin/jest.js'),
      '--testTimeout=60000',
      '--testMatch',
      '**/globals.spec.js',
    ],
    packages: ['jest'],
    config: { jest: { transform: {} } },
  },
  mocha: {
    command: [...node, script('mocha/bin/mocha.js'), '--timeout=60000', 'globals.spec.js'],
    packages: ['mocha'],
  },
  'mocha --parallel': {
    command: [...node, script('mocha/bin/mocha.js'), '--parallel', '--timeout=60000', 'globals.spec.js'],
    packages: ['mocha'],
  },
  'node 22': { command: [script('node/bin/node'), 'plain.js'], packages: ['node@22'] },
  'node 22, types stripped': {
    command: [script('node/bin/node'), '--experimental-strip-types', 'typed.ts'],
    packages: ['node@22'],
  },
  'node 24': { command: [script('node/bin/node'), 'plain.js'], packages: ['node@24'] },
  'node 24, types stripped': { command: [script('node/bin/node'), 'typed.ts'], packages: ['node@24'] },
  'node 24 --test': { command: [script('node/bin/node'), '--test', 'node.test.js'], packages: ['node@24'] },
}

const run = (command, cwd) =>
  execFileSync(command[0], command.slice(1), {
    cwd,
    encoding: 'utf8',
    stdio: 'pipe',
    timeout: 300_000,
    env: {
      // A runner that runs this one must not show through.
      ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_|npm_|JEST)/.test(name))),
      // Each host compiles for itself.
      WAMBA_CACHE_DIR: mkdtempSync(join(folder, 'cache-')),
    },
  })

function link(from, to) {
  if (existsSync(to)) return
  mkdirSync(dirname(to), { recursive: true })
  symlinkSync(from, to)
}

/** An empty folder with the app, the package as npm packs it, and its dependencies: from npm with `installed`, else this repository's. */
function makeApp(folder, tarball, { packages = [], linked = [], config = {}, installed = false }) {
  const app = mkdtempSync(join(folder, 'app-'))
  cpSync(join(root, 'test/hosts/app'), app, { recursive: true })
  writeFileSync(join(app, 'package.json'), JSON.stringify({ private: true, type: 'module', ...config }))
  const wanted = installed ? [tarball, ...packages] : packages
  if (wanted.length > 0) run(['npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', ...wanted], app)
  if (installed) return app
  const own = join(app, 'node_modules/wamba')
  mkdirSync(own, { recursive: true })
  run(['tar', '-xzf', tarball, '-C', own, '--strip-components=1'], app)
  const { dependencies } = JSON.parse(readFileSync(join(own, 'package.json'), 'utf8'))
  for (const name of [...Object.keys(dependencies), ...linked]) {
    link(join(root, 'node_modules', name), join(app, 'node_modules', name))
  }
  return app
}

const asked = process.argv.slice(2)
const here = asked[0] === '--here'
const chosen = Object.keys(hosts).filter((name) =>
  here ? hosts[name].packages === undefined : asked.length === 0 || asked.includes(name),
)
const folder = mkdtempSync(join(tmpdir(), 'wamba-hosts-'))
try {
  const packed = run(['npm', 'pack', '--ignore-scripts', '--json', '--pack-destination', folder], root)
  const tarball = join(folder, JSON.parse(packed)[0].filename)
  /** Hosts that need the same packages share a folder. */
  const apps = new Map()
  for (const name of chosen) {
    const host = hosts[name]
    const key = JSON.stringify([host.packages, host.linked, host.config, host.installed])
    try {
      if (!apps.has(key)) apps.set(key, makeApp(folder, tarball, host))
      const said = run(host.command, apps.get(key))
      console.log(`ok      ${name}${/^(wasm|reference|js)$/m.test(said) ? ` (${said.trim().split('\n').at(-1)})` : ''}`)
    } catch (error) {
      process.exitCode = 1
      console.log(`FAILED  ${name}\n${error.stdout ?? ''}${error.stderr ?? ''}${error.stdout ? '' : error.stack}`)
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
