/**
 * A test sees of the environment what it sets itself, also when a CI runs it: there Ink draws only its last frame, and
 * runs report, colour and take their share of the work by variables. Here they are unset before anything is loaded.
 */
const READ_BY_US = /^(CI|CONTINUOUS_INTEGRATION|CI_NODE_.*|GITHUB_.*|RUNNER_DEBUG|NO_COLOR|FORCE_COLOR|SEEDDRILL_.*)$/u

for (const name of Object.keys(process.env)) if (READ_BY_US.test(name)) delete process.env[name]
