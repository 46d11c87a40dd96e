// Short names for the documents of the fleet's REST. schema.ts is made from
// the server's own description by "npm run api".
import type { components } from './schema'

type Docs = components['schemas']

export type Text = Docs['TextDoc']
export type Role = 'operator' | 'viewer' | 'lawyer' | 'lead'
export type Session = Omit<Docs['SessionDoc'], 'role'> & { role: Role }

export type Totals = Docs['Totals']
export type Region = Docs['RegionDoc']
export type Attention = Docs['AttentionDoc']
export type Overview = Docs['OverviewDoc']
export type Centre = Docs['CentreDoc']
export type RegionDetail = Docs['RegionDetail']

export type Supply = Docs['Supply']
export type Device = Docs['Device']
export type Trouble = Docs['ProblemDoc']
export type KioskRow = Docs['KioskRow']
export type KioskState = KioskRow['state']
export type KioskPage = Docs['KioskPage']
export type Health = Docs['Health']
export type Day = Docs['DayCounts']
/** The description does not say that a kiosk that never reported has no health. */
export type KioskDetail = Omit<Docs['KioskDetail'], 'health'> & { health: Health | null }

export type Command = Docs['CommandDoc']
export type CommandKind = Docs['CommandInBody']['kind']
export type CommandState = Command['state']

export type Titles = Docs['TitlesDoc']
export type EventRecord = Docs['EventDoc']
export type EventPage = Docs['EventPage']
export type AuditEntry = Docs['AuditDoc']
export type AuditPage = Docs['AuditPage']
