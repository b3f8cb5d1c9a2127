/**
 * Lint rules. Two things are worth a rule here: the simulated world (core and scenarios) must not
 * touch the ambient one, and no file or function outgrows what a person can hold in mind. There
 * are no rules about format.
 */
import { builtinModules } from 'node:module'
import js from '@eslint/js'
import { builtinRules } from 'eslint/use-at-your-own-risk'
import tseslint from 'typescript-eslint'

const SIMULATED = ['core/**/*.{ts,tsx}', 'scenarios/**/*.{ts,tsx}']
const PRODUCT = ['core/**/*.{ts,tsx}', 'scenarios/**/*.{ts,tsx}', 'runner/**/*.{ts,tsx}', 'reports/**/*.{ts,tsx}']

const CLOCK = 'Time is virtual: take it from the clock of the kernel (in an app: `context.clock.now()`).'
const SLEEP = 'Time is virtual: schedule an event in the kernel (in an app: `context.clock.sleep()`).'
const TURN = 'The kernel knows whose turn it is: wake processes with a signal or an event of the kernel.'
const RANDOM = 'Draw from a named stream (`core/sim/random.ts`; in an app: `context.random`).'
const INPUT = 'A drill is a function of code and plan: pass settings in as options.'
const OUTPUT = 'Nothing in here talks to the host: return a value or emit an event, and let the runner speak.'
const COLLECTOR = 'When memory is collected is not deterministic: give objects an explicit life time.'
const LOCALE = 'Locales differ between hosts: compare with < and >, format by hand.'
const STATIC = 'Modules load before a run begins: import statically, or let the runner load it and pass it in.'
const FLOATS = 'Engines may round it differently: use integers, a table, or Math.clz32 and shifts.'

/** What reaches the host, by name, with what to use instead. */
const AMBIENT = {
  Date: CLOCK,
  performance: CLOCK,
  setTimeout: SLEEP,
  setInterval: SLEEP,
  setImmediate: TURN,
  clearTimeout: SLEEP,
  clearInterval: SLEEP,
  clearImmediate: TURN,
  queueMicrotask: TURN,
  MessageChannel: TURN,
  process: INPUT,
  crypto: RANDOM,
  fetch: OUTPUT,
  WebSocket: OUTPUT,
  BroadcastChannel: OUTPUT,
  console: OUTPUT,
  WeakRef: COLLECTOR,
  FinalizationRegistry: COLLECTOR,
  Intl: LOCALE,
  globalThis: 'Name what you need from the world as a parameter; the global object hides it from these rules.',
  global: 'Name what you need from the world as a parameter; the global object hides it from these rules.',
}

/** The kernel drains microtasks and yields to the host now and then: the one door to the real thing. */
const KERNEL_MAY_USE = ['performance', 'setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval',
  'clearImmediate', 'queueMicrotask', 'MessageChannel', 'process']

const INEXACT = ['log', 'log2', 'log10', 'log1p', 'exp', 'expm1', 'sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'atan2',
  'sinh', 'cosh', 'tanh', 'asinh', 'acosh', 'atanh', 'pow', 'sqrt', 'cbrt', 'hypot']

/** Modules of Node that compute and nothing else. */
const PURE_MODULES = ['assert', 'assert/strict', 'buffer', 'util']

const MODULE_ADVICE = {
  crypto: RANDOM,
  perf_hooks: CLOCK,
  process: INPUT,
  os: INPUT,
  timers: SLEEP,
  'timers/promises': SLEEP,
  fs: 'Use a simulated disk (`core/block`) or file system (`core/fs`).',
  'fs/promises': 'Use a simulated disk (`core/block`) or file system (`core/fs`).',
  net: 'Use a simulated link (`core/net`).',
  http: 'Use a simulated link (`core/net`).',
  https: 'Use a simulated link (`core/net`).',
  dns: 'Use the simulated name service (`core/net`).',
  'dns/promises': 'Use the simulated name service (`core/net`).',
}

const restrictedGlobals = (allowed = []) => [
  'error',
  ...Object.entries(AMBIENT)
    .filter(([name]) => !allowed.includes(name))
    .map(([name, message]) => ({ name, message })),
]

const restrictedImports = (zlib, allowed = []) => {
  const paths = builtinModules
    .map((name) => name.replace(/^node:/, ''))
    .filter((name) => !name.startsWith('_') && ![...PURE_MODULES, ...allowed].includes(name) && name !== 'zlib')
    .flatMap((name) => [name, `node:${name}`]
      .map((path) => ({ name: path, message: MODULE_ADVICE[name] ?? OUTPUT, allowTypeImports: true })))
  return ['error', { paths: [...paths, ...zlib] }]
}

const simulatedRules = {
  'no-restricted-globals': restrictedGlobals(),
  'no-restricted-properties': [
    'error',
    { object: 'Math', property: 'random', message: RANDOM },
    ...INEXACT.map((property) => ({ object: 'Math', property, message: FLOATS })),
    { object: 'AbortSignal', property: 'timeout', message: SLEEP },
    { object: 'Atomics', property: 'wait', message: TURN },
    { object: 'Atomics', property: 'waitAsync', message: TURN },
  ],
  'no-restricted-syntax': [
    'error',
    { selector: 'ImportExpression', message: STATIC },
    { selector: 'MemberExpression[property.name=/^(localeCompare|toLocale\\w+)$/]', message: LOCALE },
    // Powers of the literal 2 are exact.
    { selector: 'BinaryExpression[operator="**"]:not([left.value=2])', message: FLOATS },
    { selector: 'AssignmentExpression[operator="**="]', message: FLOATS },
  ],
  'no-eval': 'error',
  'no-new-func': 'error',
  '@typescript-eslint/no-restricted-imports': restrictedImports([
    { name: 'zlib', message: OUTPUT },
    { name: 'node:zlib', message: OUTPUT },
  ]),
}

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'coverage/', '.*/'] },
  js.configs.recommended,
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: { globals: { URL: 'readonly', console: 'readonly' } },
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.recommended],
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // The compiler's own settings leave indexed access unchecked; `!` says where that was thought about.
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    // A promise nobody waits for: in core a lost turn, in a test an assertion that cannot fail.
    files: ['core/**/*.ts', 'runner/**/*.{ts,tsx}', 'test/**/*.{ts,tsx}'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: { '@typescript-eslint/no-floating-promises': 'error' },
  },
  {
    files: PRODUCT,
    plugins: { soft: { rules: { 'max-lines': builtinRules.get('max-lines') } } },
    rules: {
      'soft/max-lines': ['warn', { max: 250, skipBlankLines: true, skipComments: true }],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
    },
  },
  { files: SIMULATED, rules: simulatedRules },
  {
    files: ['scenarios/**/*.{ts,tsx}'],
    rules: {
      '@typescript-eslint/no-restricted-imports': restrictedImports([
        { name: 'zlib', message: OUTPUT },
        { name: 'node:zlib', allowImportNames: ['crc32'], message: 'Only the synchronous `crc32` computes and nothing else.' },
      ]),
    },
  },
  {
    // Programs that know nothing of a drill, and run hosted.
    files: ['scenarios/hosted/programs/**/*.ts'],
    rules: { '@typescript-eslint/no-restricted-imports': 'off' },
  },
  { files: ['core/sim/host.ts'], rules: { 'no-restricted-globals': restrictedGlobals(KERNEL_MAY_USE) } },
  {
    // What Node's own `fs` is made of, and dates, which are the simulation's until a program sees them.
    files: ['core/fs/node/**/*.ts'],
    rules: {
      'no-restricted-globals': restrictedGlobals(['Date', 'process']),
      '@typescript-eslint/no-restricted-imports': restrictedImports([], ['events', 'readline', 'url']),
    },
  },
  {
    // A realm is made of the host's parts, and hands out virtual ones; a program is bundled before any run.
    files: ['core/hosting/**/*.ts'],
    rules: {
      'no-restricted-globals': 'off',
      '@typescript-eslint/no-restricted-imports': restrictedImports([], ['events', 'module', 'path', 'url', 'vm']),
    },
  },
  {
    // The guard replaces the ambient world, so it has to name it.
    files: ['core/sim/guard*.ts'],
    rules: {
      'no-restricted-globals': 'off',
      'no-restricted-properties': 'off',
      '@typescript-eslint/no-restricted-imports': 'off',
    },
  },
)
