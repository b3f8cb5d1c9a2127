/** The recovery plan and the needs of an estate, as far as they concern the machines that are recovered. */
import type { Dependencies, RecoveryPlan } from '../../failover/index.ts'

/** Unchanged where all are. Actions on other machines are left out; so are groups that nobody is left in. */
export function planFor(plan: RecoveryPlan, machines: readonly string[]): RecoveryPlan {
  if (plan.groups.every(({ members }) => members.every((member) => machines.includes(member)))) return plan
  const concerns = ({ machine }: { readonly machine?: string }): boolean => machine === undefined || machines.includes(machine)
  const groups = plan.groups.map((group) => ({
    ...group,
    members: group.members.filter((member) => machines.includes(member)),
    ...(group.before ? { before: group.before.filter(concerns) } : {}),
    ...(group.after ? { after: group.after.filter(concerns) } : {}),
  }))
  return { ...plan, groups: groups.filter(({ members }) => members.length > 0) }
}

/** @param isolated in a network of its own names, addresses and routes are nobody's: only somebody looks at the application */
export function dependenciesOf(dependencies: Dependencies, machines: readonly string[], isolated: boolean): Dependencies {
  return dependencies.filter(({ item, machine }) =>
    (machine === undefined || machines.includes(machine)) && (!isolated || item === 'application-verification'))
}
