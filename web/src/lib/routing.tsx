import { Link, type LinkProps, useNavigate, useParams, useRouterState } from '@tanstack/react-router'
import { type AnchorHTMLAttributes, forwardRef, useCallback } from 'react'

/** A query string as plain words: no JSON, so that addresses stay readable and numbers stay text. */
export type SearchValues = Record<string, string | undefined>
export const parseSearch = (search: string): SearchValues => Object.fromEntries(new URLSearchParams(search))
export function stringifySearch(values: Record<string, unknown>): string {
  const all = new URLSearchParams()
  for (const [name, value] of Object.entries(values))
    if (typeof value === 'string' && value) all.set(name, value)
  const text = all.toString()
  return text ? `?${text}` : ''
}

/** A part of the address by its name in the route (`$contactId`). */
export function useParam(name: string): string | undefined {
  const params = useParams({ strict: false }) as Record<string, string | undefined>
  return params[name]
}

/** The company in the address. */
export const useSlug = (): string => useParam('slug') ?? ''

/** An address inside the company: `/contacts/ct_1` → `/w/flowers/contacts/ct_1`. */
export const workspacePath = (slug: string, path: string): string => `/w/${encodeURIComponent(slug)}${path}`

type WsLinkProps = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'> & {
  to: string
  search?: SearchValues
  replace?: boolean
  activeProps?: LinkProps['activeProps']
  activeOptions?: LinkProps['activeOptions']
  preload?: false | 'intent'
}

/** A link inside the company. */
export const WsLink = forwardRef<HTMLAnchorElement, WsLinkProps>(function WsLink(
  { to, search, ...rest },
  ref,
) {
  const slug = useSlug()
  return <Link ref={ref} to={workspacePath(slug, to)} search={(search ?? {}) as never} {...rest} />
})

/** Goes to an address inside the company. */
export function useGo(): (path: string, options?: { search?: SearchValues; replace?: boolean }) => void {
  const navigate = useNavigate()
  const slug = useSlug()
  return useCallback(
    (path, { search = {}, replace = false } = {}) =>
      void navigate({ to: workspacePath(slug, path), search: search as never, replace }),
    [navigate, slug],
  )
}

/** One value of the query string, and how to change it (empty: removed). Filters live there. */
export function useSearchValue(name: string): [string, (value: string) => void] {
  const value = useRouterState({ select: state => (state.location.search as SearchValues)[name] ?? '' })
  const navigate = useNavigate()
  const set = useCallback(
    (next: string) =>
      void navigate({
        to: '.',
        search: ((all: SearchValues) => ({ ...all, [name]: next || undefined })) as never,
        replace: true,
      }),
    [navigate, name],
  )
  return [value, set]
}
