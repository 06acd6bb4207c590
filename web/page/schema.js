/** JSON Schema as rows of a table: one for each field, those of parts under the path that leads to them. */

/** @returns `{ path: 'filters.after', part, isRequired }` for each field. */
export function fieldsOf(schema, prefix = '') {
  return variantsOf(schema).flatMap((variant) => {
    if (variant.type === 'array') return fieldsOf(variant.items ?? {}, `${prefix}[]`)
    const required = variant.required ?? []
    return Object.entries(variant.properties ?? {}).flatMap(([name, part]) => {
      const path = prefix === '' ? name : `${prefix}.${name}`
      return [{ path, part, isRequired: required.includes(name) }, ...fieldsOf(part, path)]
    })
  })
}

export function describeType(schema) {
  if (schema.enum !== undefined) return schema.enum.join(' | ')
  if (schema.const !== undefined) return String(schema.const)
  const variants = schema.anyOf ?? schema.oneOf
  if (variants !== undefined) return [...new Set(variants.map(describeType))].join(' or ')
  if (schema.type === 'array') return `list of ${describeType(schema.items ?? {})}`
  return schema.format ?? schema.type ?? 'anything'
}

function variantsOf(schema) {
  return schema.anyOf ?? schema.oneOf ?? [schema]
}
