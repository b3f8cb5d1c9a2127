/**
 * `drill` is the top floor and the public face: what a user writes (`defineApp`, `scenario`), plans,
 * and one drill from plan to verdict: the protected site, the crash sweep, failovers to every recovery
 * point, disasters, life after recovery, shrinking and tokens.
 *
 * It does not model anything itself: it puts the floors below together. It does not read files,
 * print, or use more than one thread; that is the runner's.
 */
export { defineApp } from './app-definition.ts'
export { defineConfig } from './define-config.ts'
export type { SeeddrillConfig } from './define-config.ts'
export { committed } from './committed.ts'
export { scenario } from './define-scenario.ts'
export { checkDeterminism, differences } from './determinism.ts'
export type { DeterminismReport } from './determinism.ts'
export type { DrillCoverage } from './coverage.ts'
export { drill } from './drill.ts'
export { DISASTERS, estate, ESTATE_DISASTER_KINDS, strategies, USUAL_DEPENDENCIES } from './estate/index.ts'
export type { DisasterTiming, Estate, EstateDefinition, EstateDisasterKind, EstateMachine, EstatePart, Strategy } from './estate/index.ts'
export type { FileSystemBoots } from './file-system-boots.ts'
export { generatePlan } from './generate-plan.ts'
export { ScenarioError } from './options.ts'
export type { DrillOptions, DrillProgress, FreshRealm, FreshRealmJob, Judgement, Locate } from './options.ts'
export type { DisasterKind, Plan, PlannedDisaster, PlannedOperation, PointChoice } from './plan.ts'
export type { PropertyCount } from './property-book.ts'
export { judgeCrashes as judge, replay } from './replay.ts'
export type { ReplayOptions, ReplayResult } from './replay.ts'
export type { Cause, CauseWrite, CrashStateCounts, DrillResult, FailoverCounts, Failure, ShrinkReport } from './result.ts'
export type { Committed, Instances, InvariantContext, Scenario, ScenarioDefinition, Unpositioned } from './scenario.ts'
export type { Scene, SceneBlock, SceneBlockRow, SceneLane, SceneMark, SceneMarkKind, SceneState } from './scene/scene.ts'
export { decodeToken, encodeToken, isEdited, readablePayload, validatePayload } from './token.ts'
export type { DecodedToken, TokenPayload } from './token.ts'
export { validatePlan } from './validate-plan.ts'
