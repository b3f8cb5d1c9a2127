const late = await Promise.resolve(1)
export default late
