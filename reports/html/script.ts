/**
 * What the page does beyond showing: copies commands, moves between failures and marks by keys, filters scenarios. Runs in
 * a browser, without any library; the page says everything without it.
 */
export const PAGE_SCRIPT = String.raw`'use strict';
(() => {
  const failures = [...document.querySelectorAll('.failure')]
  const filter = document.getElementById('filter')
  const filtered = document.getElementById('filtered')
  const rows = [...document.querySelectorAll('#scenario-table tbody tr')]
  const texts = rows.map((row) => row.textContent.toLowerCase())
  document.documentElement.classList.add('scripted')

  const open = (failure) => {
    failure.querySelector('details').open = true
    failure.focus({ preventScroll: true })
    failure.scrollIntoView({ block: 'start' })
  }
  const current = () => failures.indexOf(document.activeElement && document.activeElement.closest('.failure'))
  const move = (by) => {
    const shown = failures.filter((failure) => !failure.hidden)
    if (shown.length === 0) return
    const at = shown.indexOf(failures[current()])
    open(shown[Math.min(shown.length - 1, Math.max(0, at < 0 ? (by > 0 ? 0 : shown.length - 1) : at + by))])
  }

  // The crash is at the right end, and what matters is before it.
  const showEnd = (details) => details.querySelectorAll('.timeline .scroll').forEach((scroll) => { scroll.scrollLeft = scroll.scrollWidth })
  failures.forEach((failure) => {
    const details = failure.querySelector('details')
    if (details.open) showEnd(details)
    details.addEventListener('toggle', () => showEnd(details))
  })

  const markOf = new WeakMap()
  const select = (failure, mark) => {
    failure.querySelectorAll('.mark.selected').forEach((one) => one.classList.remove('selected'))
    mark.classList.add('selected')
    markOf.set(failure, mark)
    failure.querySelector('.mark-text').textContent = mark.querySelector('title').textContent
    mark.scrollIntoView({ block: 'nearest', inline: 'center' })
  }
  const step = (by) => {
    const failure = failures[current()]
    if (!failure) return
    const marks = [...failure.querySelectorAll('.mark')]
    const at = marks.indexOf(markOf.get(failure))
    const next = marks[at < 0 ? (by > 0 ? 0 : marks.length - 1) : at + by]
    if (next) select(failure, next)
  }

  const copy = async (button) => {
    const code = button.parentElement.querySelector('code')
    try {
      await navigator.clipboard.writeText(code.textContent)
      button.textContent = 'copied'
    } catch {
      getSelection().selectAllChildren(code)
      button.textContent = 'selected'
    }
    setTimeout(() => { button.textContent = 'copy' }, 1500)
  }

  const applyFilter = () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean)
    const hits = texts.map((text) => words.every((word) => text.includes(word)))
    rows.forEach((row, index) => { row.hidden = !hits[index] })
    const names = new Set(rows.filter((_, index) => hits[index]).map((row) => row.dataset.scenario))
    failures.forEach((failure) => { failure.hidden = !names.has(failure.dataset.scenario) })
    filtered.textContent = words.length === 0 ? '' : names.size + ' of ' + rows.length
  }

  document.addEventListener('click', (event) => {
    const button = event.target.closest('button.copy')
    if (button) return void copy(button)
    const mark = event.target.closest('.mark')
    if (mark) select(mark.closest('.failure'), mark)
    const link = event.target.closest('a[href^="#failure-"]')
    const failure = link && document.getElementById(link.getAttribute('href').slice(1))
    if (failure) open(failure)
  })
  filter.addEventListener('input', applyFilter)
  const keys = {
    j: () => move(1),
    k: () => move(-1),
    l: () => step(1),
    h: () => step(-1),
    y: () => { const failure = failures[current()]; if (failure) copy(failure.querySelector('button.copy')) },
    '/': () => { filter.focus(); filter.select() },
  }
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.target === filter) {
      if (event.key === 'Escape') { filter.value = ''; applyFilter(); filter.blur() }
      return
    }
    const action = keys[event.key]
    if (!action) return
    event.preventDefault()
    action()
  })
  addEventListener('beforeprint', () => document.querySelectorAll('.failure > details').forEach((details) => { details.open = true }))
  const linked = location.hash.startsWith('#failure-') && document.getElementById(location.hash.slice(1))
  if (linked) open(linked)
})()
`
