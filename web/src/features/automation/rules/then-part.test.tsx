// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import { TooltipProvider } from '@/ui/tooltip'
import type { RuleDocument } from '../api'
import { ThenPart } from './then-part'

afterEach(cleanup)

it('a conversation can be handed to a team', () => {
  let made: RuleDocument | null = null
  const document = { actions: [{ kind: 'close' }] } as unknown as RuleDocument
  render(
    <QueryClientProvider client={new QueryClient()}>
      <TooltipProvider>
        <ThenPart
          document={document}
          onChange={next => {
            made = next
          }}
          disabled={false}
        />
      </TooltipProvider>
    </QueryClientProvider>,
  )
  fireEvent.keyDown(screen.getByRole('button'), { key: 'Enter' })
  fireEvent.click(screen.getByRole('menuitem', { name: /automation.act.assign_team/ }))
  expect(made).toMatchObject({ actions: [{ kind: 'close' }, { kind: 'assign_team' }] })
})
