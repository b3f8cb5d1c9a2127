import ts from 'typescript'

/** A source file of the repository; `path` is relative to the root, with forward slashes. */
export interface SourceText {
  readonly path: string
  readonly source: string
}

/** One import, re-export, `import()` or `import()` type. */
export interface ImportEdge {
  /** As written: `../block/volume.ts`, `vitest`. */
  readonly specifier: string
  /** True when nothing of it is left at run time. */
  readonly typeOnly: boolean
}

/** All imports of a file, from its syntax tree, in the order of the text. */
export function importsOf({ path, source }: SourceText): readonly ImportEdge[] {
  const edges: ImportEdge[] = []
  const add = (node: ts.Node | undefined, typeOnly: boolean): void => {
    if (node && ts.isStringLiteralLike(node)) edges.push({ specifier: node.text, typeOnly })
  }
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isTypeOnly(node.importClause))
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly)
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, true)
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], false)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(path, source, ts.ScriptTarget.Latest, false))
  return edges
}

/** `import { type A }` counts as a run-time import: `verbatimModuleSyntax` keeps the module load. */
function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  return clause?.phaseModifier === ts.SyntaxKind.TypeKeyword
}
