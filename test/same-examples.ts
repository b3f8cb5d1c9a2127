/**
 * Properties try the same examples in every usual run, so that whether it passes depends on the code alone, as with
 * everything here. `npm run test:all` leaves this out and draws fresh ones: a failure there names fast-check's seed.
 */
import fc from 'fast-check'

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 20_251 })
