import type { Messages } from '../i18n/messages'

// The words of reading aloud in English.
const voice: Messages['voice'] = {
  setting: 'Read to me',
  settingLabel: 'Read to me: questions are read aloud',
  listen: 'Listen',
  listenTo: 'Listen: {what}',
  loading: 'One moment',
  stop: 'Stop',
  failed: 'No sound now, please touch again',
  volume: 'Volume: {level}',
  levels: ['soft', 'medium', 'loud', 'loudest'],
}

export default voice
