/** Hostile text in templates, and the scripts' data. */
import { describe, expect, it } from 'vitest'
import { escaped, html, jsonForScript } from '../../reports/markup.ts'

const HOSTILE = `</script><img src=x onerror="alert('1')">&`

describe('markup', () => {
  it('never comes from a value', () => {
    expect(html`<p title="${HOSTILE}">${HOSTILE}</p>`.text).toBe(
      `<p title="${escaped(HOSTILE)}">${escaped(HOSTILE)}</p>`,
    )
    expect(escaped(HOSTILE)).toBe('&lt;/script&gt;&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;')
  })

  it('goes in as it is where it is markup, also in lists; null is nothing and numbers are digits', () => {
    expect(html`<ul>${['<a>', html`<b>${1}</b>`, [null, 2]]}</ul>`.text).toBe('<ul>&lt;a&gt;<b>1</b>2</ul>')
    expect(html`<p>`.text).toBe('<p>')
  })

  it('shows what would turn or hide text as a point', () => {
    expect(escaped('a\u202eb\u0000c\u001b[31m\u200b')).toBe('a·b·c·[31m·')
  })
})

describe('data for a script element', () => {
  it('reads back as it was and cannot end its element', () => {
    const value = { [HOSTILE]: [`<!--${HOSTILE}`, '\u2028\u2029', 'é ✓ 日本'] }
    const { text } = jsonForScript(value)
    expect(text).not.toMatch(/[<>&\u2028\u2029]/)
    expect(JSON.parse(text)).toEqual(value)
  })
})
