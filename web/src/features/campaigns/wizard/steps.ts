import type { Campaign, View } from '@/api/types'

export const ALL_STEPS = ['audience', 'template', 'values', 'forecast', 'check'] as const
export type WizardStep = (typeof ALL_STEPS)[number]
const SHORT_STEPS: readonly WizardStep[] = ['audience', 'template', 'check']

/** Lists of this size take the short way: who, template, check. */
export const SHORT_AUDIENCE = 100

/** The steps of this campaign: with few people the values stand on the last page, the obvious ones filled in. */
export function stepsFor(audience: number | null): readonly WizardStep[] {
  return audience !== null && audience <= SHORT_AUDIENCE ? SHORT_STEPS : ALL_STEPS
}

type Draft = Pick<Campaign, 'audience' | 'template_id' | 'content' | 'values' | 'number_id'>

export const hasAudience = (audience: View<'Audience'>): boolean =>
  Boolean(audience.segment_id || audience.label_ids?.length || audience.contact_ids?.length)

/** The variables that have no source yet, or no words for when the source is empty. */
export const unresolved = (variables: readonly string[], values: Draft['values']): string[] =>
  variables.filter(key => {
    const value = values[key]
    if (!value) return true
    return value.source === 'constant' ? !value.value?.trim() : !value.fallback?.trim()
  })

/** Whether a step is done, so that the next one may be opened. */
export function isDone(step: WizardStep, draft: Draft, variables: readonly string[]): boolean {
  switch (step) {
    case 'audience':
      return hasAudience(draft.audience) && Boolean(draft.number_id)
    case 'template':
      return Boolean(draft.template_id ?? draft.content?.text.body.trim())
    case 'values':
      return unresolved(variables, draft.values).length === 0
    default:
      return true
  }
}

/** Whether a step may be opened: everything before it is done. */
export function canOpen(
  step: WizardStep,
  steps: readonly WizardStep[],
  draft: Draft,
  variables: readonly string[],
): boolean {
  const at = steps.indexOf(step)
  return at >= 0 && steps.slice(0, at).every(before => isDone(before, draft, variables))
}

/** The step that the address asks for, or the last one before it that may be opened. */
export function openedStep(
  asked: string | undefined,
  steps: readonly WizardStep[],
  draft: Draft,
  variables: readonly string[],
): WizardStep {
  const wanted = steps.find(step => step === asked)
  const reachable = steps.filter(step => canOpen(step, steps, draft, variables))
  if (wanted && reachable.includes(wanted)) return wanted
  return (asked ? reachable.at(-1) : reachable[0]) ?? 'audience'
}

/** The step after one, or before it. */
export const neighbour = (
  step: WizardStep,
  steps: readonly WizardStep[],
  by: -1 | 1,
): WizardStep | undefined => steps[steps.indexOf(step) + by]
