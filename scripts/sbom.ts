/** Writes what runs in production, with versions, licences and hashes, in CycloneDX: `node scripts/sbom.ts > sbom.json`. */
import { makeSbom } from './make-sbom.ts'

process.stdout.write(await makeSbom())
