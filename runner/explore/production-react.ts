/** Loads what draws with React, whose development mode is several times slower. It decides by this variable when it is loaded. */
export async function withProductionReact<Module>(load: () => Promise<Module>): Promise<Module> {
  const { NODE_ENV: before } = process.env
  process.env.NODE_ENV = 'production'
  try {
    return await load()
  } finally {
    // What an application makes of the variable is its own affair.
    if (before === undefined) delete process.env.NODE_ENV
    else process.env.NODE_ENV = before
  }
}
