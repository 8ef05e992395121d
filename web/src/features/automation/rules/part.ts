import type { RuleDocument } from '../api'

/** A part of a rule that is being written. */
export interface PartProps {
  document: RuleDocument
  onChange: (document: RuleDocument) => void
  disabled: boolean
}
