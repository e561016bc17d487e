/** The loader and the registrar: what a program needs to read packs and to put them into force. */
export { type BundledPack, type BundleSource, bundled, bundleText, packOfBundle } from './bundle.ts';
export { type FileSource, memorySource, type PackFile, type SourceFile } from './file-source.ts';
export type { Inspect, Surroundings } from './inspect.ts';
export { inspectDefinition } from './inspect-definition.ts';
export { addToInstall, beginInstall, commitInstall, type PartResult } from './install-in-parts.ts';
export type { LoadedDocument, LoadedFile, LoadedWorkflow } from './load-file.ts';
export {
  type LoadedPack,
  type LoaderOptions,
  loadPack,
  loadPackManifest,
  loadPacks,
  loadWorkflowFile,
  reloadWorkflow,
} from './load-pack.ts';
export { type LoadedManifest, loadManifest, type PackManifest } from './manifest.ts';
export { type PackRegistration, type RegistrationOptions, registerPack } from './register-pack.ts';
export { type PackChanges, type PackUpdate, updatePack } from './update-pack.ts';
