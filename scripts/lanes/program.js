/**
 * The AssemblyScript of `assembly/math/` as a program: per file its constants, module variables, functions and imports, parsed
 * by AssemblyScript itself.
 */
import * as as from 'assemblyscript'

const { NodeKind } = as

/**
 * @typedef {{ name: string, file: string, exported: boolean, params: { name: string, type: string }[], result: string, body: object[] }} Func
 * @typedef {{ name: string, functions: Map<string, Func>, constants: Map<string, { type: string | undefined, value: object }>,
 *   variables: Map<string, string>, imports: Map<string, { file: string, name: string }>, exports: string[] }} File
 */

/** Parses files, given as name → text. @returns {Map<string, File>} */
export function parseProgram(texts) {
  return new Map([...texts].map(([name, text]) => [name, parseFile(name, text)]))
}

function parseFile(name, text) {
  const parser = new as.Parser()
  parser.parseFile(text, `${name}.ts`, true)
  const [error] = parser.diagnostics
  if (error) throw new Error(`${name}.ts: ${error.message}`)
  const file = {
    name,
    functions: new Map(),
    constants: new Map(),
    variables: new Map(),
    imports: new Map(),
    exports: [],
  }
  for (const statement of parser.sources[0].statements) readTop(file, statement)
  return file
}

function readTop(file, statement) {
  switch (statement.kind) {
    case NodeKind.Import:
      for (const { foreignName, name } of statement.declarations) {
        const from = statement.path.value.replace('./', '')
        file.imports.set(name.text, { file: from, name: foreignName.text })
      }
      return
    case NodeKind.Export:
      file.exports.push(...statement.members.map((member) => member.localName.text))
      return
    case NodeKind.Variable:
      for (const { name, type, initializer, flags } of statement.declarations) {
        if (flags & as.CommonFlags.Const) file.constants.set(name.text, { type: typeName(type), value: initializer })
        else file.variables.set(name.text, typeName(type))
      }
      return
    case NodeKind.FunctionDeclaration:
      // Generic functions are for scalars alone.
      if (statement.typeParameters === null) file.functions.set(statement.name.text, readFunction(file, statement))
  }
}

function readFunction(file, { name, signature, body, flags }) {
  return {
    name: name.text,
    file: file.name,
    exported: (flags & as.CommonFlags.Export) !== 0,
    params: signature.parameters.map((p) => ({ name: p.name.text, type: typeName(p.type) })),
    result: typeName(signature.returnType),
    body: body.statements,
  }
}

export function typeName(type) {
  return type?.name?.identifier.text
}
