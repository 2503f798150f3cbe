export const INIT_USAGE = `versioned-deploy init [function …] [--provider P] [--region R] [--path 'services/{name}/dist'] …
  Writes versioned-deploy.yml and the workflows deploy, rollback, preview and cleanup for functions that exist.
  In a terminal it asks for what is not given. Where there are keys, the vendor is asked for functions and aliases.
  --function      names with commas between, patterns (shop-*) or all; or write them behind init
  --environments  such as staging,production; the first is the usual one
  --workflows     which to write: some of deploy,rollback,preview,cleanup, or none
  --uses          this action, as workflows name it: OWNER/versioned-deploy@v1
  --force         overwrite files that are there; otherwise nothing is overwritten
  --dry-run       print the files instead of writing them
  Also inputs that stand in the file for all: --alias, --bucket, --endpoint, --invoke.url, --fc2.service, …`;
