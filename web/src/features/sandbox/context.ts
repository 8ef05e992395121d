import { createContext, useContext } from 'react'
import type { SandboxBase } from '@/api/sandbox'

/** Where the control interface is: behind the product, or the emulator's own. */
export const SandboxContext = createContext<SandboxBase>('/api/v1/sandbox')
export const useBase = (): SandboxBase => useContext(SandboxContext)
