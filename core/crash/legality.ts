/** Why a crash may leave a state: the rule of the device that each generated state rests on. */
export const LEGAL_RULES = {
  'flushed-survives': 'what a completed flush or FUA covered survives, and nothing else has to',
  'cache-kept-power': 'the device kept its power, so everything that it had taken is still there',
  'completion-order': 'all completed writes reached the medium by themselves, though nothing made them',
  'in-flight-arrived': 'a write in flight may have reached the medium before its completion was told',
  'in-flight-cut': 'of a write in flight the device had taken some sectors and not the others',
  'unflushed-lost': 'a write that no completed flush covers may be lost while later ones survive',
  'unflushed-torn': 'of a write that no completed flush covers some sectors may survive and others not',
  'append-exposed': 'the sectors of an append may still be as they were before it, while what points to them survives',
  'sectors-independent': 'each sector by itself holds its last flushed version or any later one',
  'not-power-safe': 'this device may leave garbage or zeros in and beside a sector that it was writing',
} as const

export type LegalRule = keyof typeof LEGAL_RULES
