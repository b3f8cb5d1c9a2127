/**
 * What is done to a fresh realm before a program runs in it, as text, for it has to be evaluated there: only then do
 * literals, `async` functions and errors of the engine itself belong to what is changed.
 */
export const PRELUDE = String.raw`(function (host) {
  'use strict'
  const define = (owner, name, value) =>
    Object.defineProperty(owner, name, { value, writable: true, configurable: true, enumerable: false })

  // The host makes the errors, buffers and promises that the program gets: they must be instances of its own classes.
  const isInstance = Function.prototype[Symbol.hasInstance]
  for (const [name, theirs] of Object.entries(host.classes)) {
    const own = globalThis[name]
    define(own, Symbol.hasInstance, function (value) {
      return isInstance.call(this, value) || (this === own && isInstance.call(theirs, value))
    })
  }

  // Time is virtual, and the time zone is UTC on every host.
  const RealDate = Date
  const zoned = (value) => (typeof value === 'string' && /^[-+\d]+-\d\d-\d\dT[\d:.]+$/.test(value) ? value + 'Z' : value)
  function VirtualDate(...given) {
    if (!new.target) return new VirtualDate().toString()
    const time = given.length === 0 ? host.nowMs() : given.length === 1 ? zoned(given[0]) : RealDate.UTC(...given)
    return Reflect.construct(RealDate, [time], new.target)
  }
  const dates = RealDate.prototype
  VirtualDate.prototype = dates
  define(dates, 'constructor', VirtualDate)
  define(VirtualDate, 'name', 'Date')
  define(VirtualDate, 'now', function now() { return host.nowMs() })
  define(VirtualDate, 'UTC', RealDate.UTC)
  define(VirtualDate, 'parse', function parse(text) { return RealDate.parse(zoned(text)) })
  define(VirtualDate, Symbol.hasInstance, (value) => isInstance.call(RealDate, value) || isInstance.call(host.classes.Date, value))
  for (const part of ['FullYear', 'Month', 'Date', 'Day', 'Hours', 'Minutes', 'Seconds', 'Milliseconds']) {
    define(dates, 'get' + part, dates['getUTC' + part])
    if (part !== 'Day') define(dates, 'set' + part, dates['setUTC' + part])
  }
  define(dates, 'getTimezoneOffset', function getTimezoneOffset() { return 0 })
  const day = (date) => date.toUTCString().replace(/^(\w+), (\d+) (\w+) (-?\d+) .*$/, '$1 $3 $2 $4')
  const time = (date) => date.toISOString().slice(-13, -5) + ' GMT+0000 (Coordinated Universal Time)'
  const valid = (text) => function () { return isNaN(this) ? 'Invalid Date' : text(this) }
  define(dates, 'toDateString', valid(day))
  define(dates, 'toTimeString', valid(time))
  define(dates, 'toString', valid((date) => day(date) + ' ' + time(date)))
  for (const name of ['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString']) {
    const original = dates[name]
    define(dates, name, function (locale = 'en-US', options = {}) {
      return original.call(this, locale, { timeZone: 'UTC', ...options })
    })
  }
  define(globalThis, 'Date', VirtualDate)
  define(Math, 'random', function random() { return host.random() })

  // When memory is collected is nobody's to see.
  define(globalThis, 'WeakRef', class WeakRef {
    #value
    constructor(value) { this.#value = value }
    deref() { return this.#value }
  })
  define(globalThis, 'FinalizationRegistry', class FinalizationRegistry {
    register() {}
    unregister() { return false }
  })

  // The host compiles and waits beside its turns; a realm must not.
  define(Atomics, 'wait', () => host.refuse('Atomics.wait', 'it would stop the whole drill; await a timer'))
  define(Atomics, 'waitAsync', () => host.refuse('Atomics.waitAsync', 'it wakes outside any turn; await a timer'))
  const { Module, Instance } = WebAssembly
  define(WebAssembly, 'compile', async (bytes) => new Module(bytes))
  define(WebAssembly, 'instantiate', async (source, imports) => {
    if (source instanceof Module) return new Instance(source, imports)
    const module = new Module(source)
    return { module, instance: new Instance(module, imports) }
  })

  globalThis.global = globalThis
})`
