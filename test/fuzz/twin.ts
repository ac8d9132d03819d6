/** The twin of a text whose element accesses are checked: `$get(a, offset, i)` for `a[i]`, with the place in the text. */
import type * as es from 'acorn'
import { parseExpressionAt } from 'acorn'

/** The text of a function with its accesses checked; see `plain.ts` for what checks them. */
export function checkedTwin(source: string): string {
  const edits: { readonly start: number; readonly end: number; readonly text: () => string }[] = []
  const replace = (node: es.Node, text: () => string): void => {
    edits.push({ start: node.start, end: node.end, text })
  }
  /** The text of a part, its own accesses replaced. */
  const textOf = ({ start, end }: { readonly start: number; readonly end: number }): string => {
    let text = ''
    let at = start
    for (const edit of edits.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
      if (edit.start < at || edit.end > end) continue
      text += source.slice(at, edit.start) + edit.text()
      at = edit.end
    }
    return text + source.slice(at, end)
  }
  const visit = (node: es.Node, written: boolean): void => {
    if (node.type === 'AssignmentExpression') {
      const { left, right, operator } = node as es.AssignmentExpression
      if (left.type === 'ArrayPattern') {
        const targets = left.elements.map((target, k) => ({ target: target!, value: `$v[${k}]` }))
        replace(node, () => {
          const sets = targets.map(({ target, value }) =>
            isElement(target)
              ? `$set(${textOf(target.object)}, ${target.start}, ${textOf(target.property)}, ${value})`
              : `${textOf(target)} = ${value}`,
          )
          return `(($v) => { ${sets.join('; ')} })(${textOf(right)})`
        })
      } else if (isElement(left)) {
        const [array, offset, index] = [left.object, left.start, left.property]
        replace(node, () => {
          const value = textOf(right)
          if (operator === '=') return `$set(${textOf(array)}, ${offset}, ${textOf(index)}, ${value})`
          const old = `$get(${textOf(array)}, ${offset}, $i)`
          return `$set(${textOf(array)}, ${offset}, $i = ${textOf(index)}, ${old} ${operator.slice(0, -1)} (${value}))`
        })
      }
    } else if (node.type === 'UpdateExpression') {
      const { argument, operator } = node as es.UpdateExpression
      if (isElement(argument)) {
        const { object, start, property } = argument
        replace(node, () => `$step(${textOf(object)}, ${start}, ${textOf(property)}, ${operator[0]}1)`)
      }
    } else if (isElement(node) && !written) {
      replace(node, () => `$get(${textOf(node.object)}, ${node.start}, ${textOf(node.property)})`)
    }
    for (const [key, child] of Object.entries(node)) {
      const target =
        (key === 'left' && node.type === 'AssignmentExpression') ||
        (key === 'argument' && node.type === 'UpdateExpression')
      for (const each of Array.isArray(child) ? child : [child])
        if (each !== null && typeof each === 'object' && typeof each.type === 'string') visit(each, target)
    }
  }
  const whole = parseExpressionAt(source, 0, { ecmaVersion: 'latest' })
  visit(whole, false)
  const body = (whole as es.ArrowFunctionExpression).body
  return `${textOf({ start: whole.start, end: body.start })}{ let $i = 0; return (() => ${textOf(body)})() }`
}

type Element = es.MemberExpression & { readonly object: es.Identifier; readonly property: es.Expression }

/** `a[i]` */
function isElement(node: es.Node): node is Element {
  return node.type === 'MemberExpression' && (node as es.MemberExpression).computed
}
