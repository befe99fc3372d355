export { cli, executeWorkflow, importCredentials, importWorkflow, type CredentialDefinition } from './cli';
export { Execution, type Item, type NodeRun } from './execution';
export { installPackage, packTarball } from './pack';
export {
	N8N_VERSION,
	PACKAGE_NAME,
	cacheFolder,
	freePort,
	isPortFree,
	n8nFolder,
	newUserFolder,
	projectRoot,
	tmpFolder,
} from './paths';
export { N8nRest, RestError, owner, type SavedWorkflow, type WorkflowDefinition } from './rest';
export { N8nServer, startN8n, type StartOptions } from './server';
