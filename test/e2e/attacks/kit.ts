/** What attackers' pages have at hand. A string, since it runs in the page. */
export const kit = `
const pause = (ms) => new Promise((done) => setTimeout(done, ms))
const within = (promise, ms = 2000) => Promise.race([promise, new Promise((done) => setTimeout(done, ms, 'nothing'))])
/** Status and beginning of an answer that may be read; 'opaque' where one came that may not; else the error's name. */
const read = (path, init) => within(fetch(own + path, init).then(
  async (answer) => answer.type === 'opaque' ? 'opaque' : answer.status + ' ' + (await answer.text()).slice(0, 15),
  (error) => error.name,
))
/** Puts an element into the page and says whether what it names was loaded. */
const put = (name, its, parent = document.body) => within(new Promise((done) => {
  const element = document.createElement(name)
  element.onload = () => done('loaded')
  element.onerror = () => done('failed')
  for (const [key, value] of Object.entries(its)) element.setAttribute(key, value)
  parent.append(element)
}))
/** A WebSocket or EventSource: opened or not. */
const line = (open) => within(new Promise((done) => {
  const one = open()
  one.onopen = () => done('open')
  one.onerror = () => done('failed')
}))
const socket = own.replace('http', 'ws') + '/contract'
const json = { 'content-type': 'application/json' }
/** A form that is sent into a frame, so that this page stays. */
const send = (path, its, fields = {}) => within(new Promise((done) => {
  const frame = document.createElement('iframe')
  frame.name = 'sent'
  document.body.append(frame)
  const form = document.createElement('form')
  Object.assign(form, { action: own + path, target: 'sent', ...its })
  for (const [name, value] of Object.entries(fields)) {
    const field = document.createElement('input')
    Object.assign(field, { type: 'hidden', name, value })
    form.append(field)
  }
  document.body.append(form)
  frame.onload = () => done('answered')
  form.submit()
}))
/** What a document in a frame of its own tells us of its try. */
const told = (frame) => within(new Promise((done) => {
  addEventListener('message', ({ data }) => done(data), { once: true })
  document.body.append(frame)
}))
`
