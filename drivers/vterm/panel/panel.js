// The panel draws what GET /api/events tells and sends what a hand would do.

const $ = (id) => document.getElementById(id)

const reasons = {
  'media-empty': '缺纸 Out of paper', 'media-needed': '缺纸 Out of paper', 'media-low': '纸快用完了 Paper low',
  'media-jam': '卡纸 Paper jam', 'cover-open': '盖子开着 Cover open', 'toner-empty': '墨粉用完 Toner empty',
  'marker-supply-empty': '墨粉用完 Toner empty', 'toner-low': '墨粉不足 Toner low', 'marker-supply-low': '墨粉不足 Toner low',
}
const networks = {
  offline: '已断线 Offline', hang: '不应答 Does not answer', garbage: '答非所问 Answers garbage', flood: '答个不停 Answers without end',
}
const faults = [
  ['读卡失败', 'Read fails', { kind: 'status', step: 'read', code: 0x41, times: 1 }],
  ['中途拿走', 'Lifted early', { kind: 'lift', step: 'read', times: 1 }],
  ['校验出错', 'Bad checksum', { kind: 'bad-checksum', step: 'read', times: 1 }],
  ['线路杂音', 'Noise', { kind: 'garbage', bytes: 64, times: 3 }],
  ['断续发送', 'In pieces', { kind: 'fragments', step: 'read', bytes: 60, delay_ms: 60, times: 1 }],
  ['安全模块失效', 'SAM fault', { kind: 'status', step: 'status', code: 0x60 }],
  ['一直不应答', 'Silent', { kind: 'silent' }],
  ['清除故障', 'Clear', null],
]

let state = null
let drawnPapers = ''
let toastTimer = 0

function toast(text) {
  $('toast').textContent = text
  $('toast').hidden = false
  clearTimeout(toastTimer)
  toastTimer = setTimeout(() => { $('toast').hidden = true }, 6000)
}

async function send(method, path, body) {
  try {
    const answer = await fetch(path, {
      method, headers: body ? { 'Content-Type': 'application/json' } : {}, body: body && JSON.stringify(body),
    })
    const data = await answer.json()
    if (answer.ok) draw(data)
    else toast(data.detail)
  } catch {
    toast('虚拟终端没有应答,请看它是否还在运行 · The virtual terminal does not answer')
  }
}

const putCard = (id) => send('POST', '/api/card', { card: id })
const lift = () => send('DELETE', '/api/card')

function element(tag, className, text) {
  const e = document.createElement(tag)
  if (className) e.className = className
  if (text) e.textContent = text
  return e
}

function fillCard(e, card) {
  e.className = e.className.split(' ').filter((c) => c === 'lying' || c === 'used').concat('idcard', card.kind || 'other').join(' ')
  e.replaceChildren(
    element('b', '', card.title), element('span', '', card.english),
    element('span', '', card.name ? `${card.name} · ${card.number.slice(0, 6)}…${card.number.slice(-1)}` : '读卡器不认识 Not understood'))
}

function drawCards() {
  if (!$('cards').childElementCount) {
    for (const card of state.cards) {
      const e = element('button')
      e.dataset.card = card.id
      e.draggable = true
      fillCard(e, card)
      e.addEventListener('click', () => (state.idcard.card === card.id ? lift() : putCard(card.id)))
      e.addEventListener('dragstart', (ev) => ev.dataTransfer.setData('text/plain', card.id))
      $('cards').append(e)
    }
  }
  for (const e of $('cards').children) e.classList.toggle('used', e.dataset.card === state.idcard.card)
}

function drawReader() {
  const { plugged, card, faults: active, reads, port } = state.idcard
  const lying = state.cards.find((c) => c.id === card)
  $('lying').hidden = !lying
  if (lying) fillCard($('lying'), lying)
  document.querySelector('.pad .empty').hidden = !!lying
  $('reader').className = 'device ' + (!plugged || active.some((f) => f.kind === 'silent') ? 'bad' : lying ? 'busy' : 'ok')
  $('reader-words').textContent = !plugged ? '连线已拔掉 Unplugged'
    : lying ? '证件在读卡区 Card on the reader' : `等待放卡 Waiting · 已读 ${reads} 次`
  $('lift').disabled = !lying
  $('cable').setAttribute('aria-pressed', String(!plugged))
  $('cable').firstChild.textContent = plugged ? '拔掉连线 ' : '插上连线 '
  $('cable').lastElementChild.textContent = plugged ? 'Unplug' : 'Plug in'
  $('fault-count').textContent = active.length ? `${active.length} 项等待中` : ''
  $('port').textContent = port
}

function printerWords(p, job) {
  if (p.network !== 'ok') return networks[p.network]
  const known = p.reasons.map((r) => reasons[r.replace(/-(report|warning|error)$/, '')]).filter(Boolean)
  const printing = job && `正在打印 Printing ${job.impressions} / ${job.pages * job.copies}`
  if (known.length && p.state === 'stopped') return [...new Set(known)].join(',')
  return printing || (known.length ? [...new Set(known)].join(',') : '就绪 Ready')
}

function drawPrinter() {
  const p = state.printer
  const job = p.jobs.find((j) => j.state.startsWith('processing'))
  const bad = p.network !== 'ok' || p.state === 'stopped' || p.sheets === 0 || p.jam || p.cover
  $('printer').className = 'device ' + (bad ? 'bad' : job ? 'busy' : 'ok')
  $('printer-words').textContent = printerWords(p, job)
  $('stack').style.height = `${p.sheets === 0 ? 0 : 4 + Math.round(33 * p.sheets / p.capacity)}px`
  $('sheets').textContent = p.sheets === 0 ? '没有纸 No paper' : `${p.sheets} 张 sheets`
  const part = job ? (job.impressions + 0.5) / (job.pages * job.copies + 0.5) : state.printed.length ? 0.35 : 0
  $('sheet').style.height = `${Math.round(96 * Math.min(1, part))}%`
  const pressed = { jam: p.jam, cover: p.cover, offline: p.network !== 'ok' }
  for (const b of document.querySelectorAll('[data-toggle]')) b.setAttribute('aria-pressed', String(pressed[b.dataset.toggle]))
  if (document.activeElement !== $('toner')) $('toner').value = p.toner
  $('toner-value').textContent = `${p.toner} %`
  $('uri').textContent = p.uri
}

function drawPapers() {
  const key = JSON.stringify(state.printed)
  if (key === drawnPapers) return
  drawnPapers = key
  $('no-papers').hidden = state.printed.length > 0
  $('papers').replaceChildren(...state.printed.map((paper) => {
    const a = element('a')
    a.href = '/api/printed/' + encodeURIComponent(paper.file)
    a.target = '_blank'
    a.rel = 'noopener'
    a.title = paper.file
    const time = new Date(paper.at).toLocaleTimeString('zh-CN', { hour12: false })
    a.append(element('b', '', paper.name), element('span', '', `${paper.pages || '?'} 页 pages · ${time} · ${Math.ceil(paper.bytes / 1024)} KB`))
    const li = element('li')
    li.append(a)
    return li
  }))
}

function drawLight() {
  const { on, there, broken } = state.light
  $('privacy').className = 'privacy' + (!there || broken ? ' bad' : on ? ' on' : '')
  $('privacy-words').textContent = !there ? '隐私灯没接上 Light unplugged' : broken ? '隐私灯坏了 Light broken'
    : on ? '摄像头在用 Camera on' : '摄像头已关 Camera off'
  $('light-cable').setAttribute('aria-pressed', String(!there))
  $('light-broken').setAttribute('aria-pressed', String(broken))
}

function draw(next) {
  state = next
  $('kiosk').hidden = !state.kiosk
  $('screen-line').textContent = state.idcard.plugged && state.printer.network === 'ok'
    ? '读卡器和打印机都已接好 Reader and printer are connected' : '有设备没有接好 A device is not connected'
  drawCards()
  drawReader()
  drawPrinter()
  drawPapers()
  drawLight()
}

for (const [title, english, fault] of faults) {
  const b = element('button', '', title)
  b.append(element('small', '', english))
  b.addEventListener('click', () => (fault ? send('POST', '/api/card/fault', fault) : send('DELETE', '/api/card/fault')))
  $('faults').append(b)
}
$('lift').addEventListener('click', lift)
$('cable').addEventListener('click', () => send('POST', !state || state.idcard.plugged ? '/api/idcard/unplug' : '/api/idcard/plug'))
$('light-cable').addEventListener('click', () => send('POST', '/api/light', { do: !state || state.light.there ? 'unplug' : 'plug' }))
$('light-broken').addEventListener('click', () => send('POST', '/api/light', { do: !state || !state.light.broken ? 'break' : 'plug' }))
$('lying').addEventListener('click', lift)
for (const b of document.querySelectorAll('[data-printer]')) b.addEventListener('click', () => send('POST', '/api/printer', JSON.parse(b.dataset.printer)))
for (const b of document.querySelectorAll('[data-toggle]')) {
  b.addEventListener('click', () => send('POST', '/api/printer', { [b.dataset.toggle]: b.getAttribute('aria-pressed') !== 'true' }))
}
$('toner').addEventListener('change', (ev) => { send('POST', '/api/printer', { toner: Number(ev.target.value) }); ev.target.blur() })

const pad = $('pad')
pad.addEventListener('dragover', (ev) => { ev.preventDefault(); pad.classList.add('over') })
pad.addEventListener('dragleave', () => pad.classList.remove('over'))
pad.addEventListener('drop', (ev) => {
  ev.preventDefault()
  pad.classList.remove('over')
  putCard(ev.dataTransfer.getData('text/plain'))
})

const live = new EventSource('/api/events')
live.addEventListener('state', (ev) => { $('live').textContent = '运行中 Live'; $('live').classList.add('on'); draw(JSON.parse(ev.data)) })
live.addEventListener('error', () => { $('live').textContent = '已断开,正在重连 Reconnecting'; $('live').classList.remove('on') })
