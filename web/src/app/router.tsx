import {
  createRootRoute,
  createRoute,
  createRouter,
  Navigate,
  Outlet,
  redirect,
  useRouter,
} from '@tanstack/react-router'
import { api, dataOf, onSessionEnd } from '@/api/client'
import { toApiError } from '@/api/errors'
import { queryClient } from '@/api/query'
import { loadWords } from '@/lib/i18n'
import { parseSearch, stringifySearch, workspacePath } from '@/lib/routing'
import { readStored } from '@/lib/storage'
import { ErrorState, SkeletonRows } from '@/ui/states'
import { page } from './feature'
import { features } from './features'
import { NotFound } from './not-found'
import { LAST_COMPANY } from './offline/forget'
import { wipeKept } from './offline/vault'
import { PermissionGate } from './permission-gate'
import { Shell } from './shell/shell'

const rootRoute = createRootRoute({ component: Outlet, notFoundComponent: NotFound })

/** The company used last, as the server says, or as this browser remembers while there is no connection. */
async function companyToOpen(): Promise<string | undefined> {
  try {
    const me = dataOf(await api.GET('/api/v1/me'))
    return (me.workspace ?? me.workspaces[0])?.slug
  } catch (error) {
    const known = toApiError(error).isNetwork && readStored<string>(LAST_COMPANY)
    if (known) return known
    throw error
  }
}

/** The bare address leads to the company used last. */
const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  loader: async () => {
    const slug = await companyToOpen()
    if (slug) throw redirect({ to: workspacePath(slug, '/inbox') })
  },
  component: () => <Navigate to="/login" />,
})

const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/login',
  component: page(() => import('@/features/auth/login-page')),
})
/** Both lead to the same page: the first owner's link, and a colleague's invitation. */
const linkRoutes = ['/setup/$token', '/invite/$token'].map(path =>
  createRoute({
    getParentRoute: () => rootRoute,
    path,
    component: page(() => import('@/features/auth/link-page')),
  }),
)

const workspaceRoute = createRoute({ getParentRoute: () => rootRoute, path: '/w/$slug', component: Shell })
const workspaceHome = createRoute({
  getParentRoute: () => workspaceRoute,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: workspacePath((params as { slug: string }).slug, '/inbox') })
  },
})
const featureRoutes = features.flatMap(feature =>
  feature.routes.map(({ path, component: Component, permission }) =>
    createRoute({
      getParentRoute: () => workspaceRoute,
      path,
      component: () => (
        <PermissionGate permission={permission}>
          <Component />
        </PermissionGate>
      ),
      loader: () =>
        Promise.all([
          Component.preload?.(),
          feature.hasFirstWords || loadWords('rest', ...(feature.words ?? [])),
        ]).then(() => null),
    }),
  ),
)

function RouteError({ error, reset }: { error: unknown; reset: () => void }) {
  const router = useRouter()
  const retry = () => {
    reset()
    void router.invalidate()
  }
  return <ErrorState error={error} onRetry={retry} />
}

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    homeRoute,
    loginRoute,
    ...linkRoutes,
    workspaceRoute.addChildren([workspaceHome, ...featureRoutes]),
  ]),
  defaultPreload: 'intent',
  defaultErrorComponent: RouteError,
  defaultPendingComponent: () => <SkeletonRows />,
  defaultNotFoundComponent: NotFound,
  parseSearch,
  stringifySearch,
})

// An ended session leads to the sign-in page and back again; drafts stay in this browser.
onSessionEnd(() => {
  const { pathname, searchStr } = router.state.location
  if (/^\/(login$|setup\/|invite\/)/.test(pathname)) return
  queryClient.clear()
  void wipeKept()
  const next = pathname === '/' ? undefined : pathname + searchStr
  void router.navigate({ to: '/login', search: { next } as never, replace: true })
})
