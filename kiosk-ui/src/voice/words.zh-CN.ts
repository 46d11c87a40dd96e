// The words of reading aloud in Chinese.
const voice = {
  setting: '读给我听',
  settingLabel: '读给我听：问题会念出声来',
  listen: '听一听',
  listenTo: '听一听：{what}',
  loading: '马上读',
  stop: '停下',
  failed: '现在读不出来，请再点一次',
  volume: '音量：{level}',
  levels: ['轻', '中', '响', '最响'],
}

export default voice
