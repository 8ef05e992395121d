import type { components } from './schema'

type Schemas = components['schemas']
/** Names of the API's views, so that screens do not spell the generated paths. */
export type View<Name extends keyof Schemas> = Schemas[Name]

export type Me = View<'Me'>
export type Workspace = View<'Workspace'>
export type Conversation = View<'Conversation'>
export type ConversationCounts = View<'ConversationCounts'>
export type Message = View<'Message'>
export type MessageStatus = View<'MessageStatus'>
export type NewMessage = View<'NewMessage'>
export type Contact = View<'Contact'>
export type Label = View<'Label'>
export type Field = View<'Field'>
export type NumberView = View<'Number'>
export type Template = View<'Template'>
export type Campaign = View<'Campaign'>
export type MediaView = View<'MediaView'>
export type Reason = View<'Reason'>
export type ClockView = View<'ClockView'>
export type Pipe = View<'Pipe'>
export type LiveEvent = View<'Event'>
export type Problem = View<'Problem'>
export type CatalogueEntry = View<'CatalogueEntry'>
