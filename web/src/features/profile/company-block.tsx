import { AtSign, Globe, MapPin, Phone, Store } from 'lucide-react'
import type { ReactNode } from 'react'
import { withWorkspace } from '@/api/client'
import { useT } from '@/lib/i18n'
import { Avatar } from '@/ui/avatar'
import type { ProfileForm } from './model'

/** Where a picture is: ours by its address, or a new one that is still in the browser. */
export type Picture = string | null

export const pictureUrl = (picture: { url: string } | null | undefined): Picture =>
  picture ? withWorkspace(picture.url) : null

/** The company as a customer sees it in the chat's information. */
export function CompanyBlock({
  name,
  phone,
  picture,
  form,
}: {
  name: string
  phone: string
  picture: Picture
  form: ProfileForm
}) {
  const { t, find } = useT()
  const trade =
    form.vertical === 'UNDEFINED' ? '' : (find(`profile.vertical_${form.vertical}`) ?? form.vertical)
  return (
    <section
      aria-label={t('profile.preview')}
      className="flex flex-col gap-3 overflow-hidden rounded-card border border-line bg-surface p-4"
    >
      <div className="flex flex-col items-center gap-1 text-center">
        {picture ? (
          <img
            src={picture}
            alt={t('profile.photo')}
            width={96}
            height={96}
            className="size-24 rounded-full object-cover"
          />
        ) : (
          <Avatar name={name} size="large" />
        )}
        <p className="font-semibold text-title">{name}</p>
        <p className="text-ink-2">{phone}</p>
        {trade && <p className="text-ink-3 text-small">{trade}</p>}
      </div>
      {form.description && <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">{form.description}</p>}
      <ul className="flex flex-col gap-2 [overflow-wrap:anywhere]">
        {(form.address || form.location) && (
          <Line icon={<MapPin />}>
            {form.address}
            {form.location && (
              <span className="block text-ink-3 text-small">
                {form.location.latitude}, {form.location.longitude}
              </span>
            )}
          </Line>
        )}
        {form.email && <Line icon={<AtSign />}>{form.email}</Line>}
        {form.websites.filter(Boolean).map((site, index) => (
          <Line key={index} icon={<Globe />}>
            {site}
          </Line>
        ))}
        {form.extra_contacts
          .filter(({ value }) => value)
          .map(({ label, value }, index) => (
            <Line key={index} icon={<Phone />}>
              {value}
              {label && <span className="block text-ink-3 text-small">{label}</span>}
            </Line>
          ))}
        <Line icon={<Store />}>
          <span className="block text-ink-3 text-small">{t('profile.about')}</span>
          {form.about || t('profile.about_empty')}
        </Line>
      </ul>
    </section>
  )
}

const Line = ({ icon, children }: { icon: ReactNode; children: ReactNode }) => (
  <li className="flex gap-2">
    <span aria-hidden className="text-ink-3 *:mt-0.5 *:size-4">
      {icon}
    </span>
    <span className="min-w-0 flex-1">{children}</span>
  </li>
)
