const{env,argv}=process;if(env.STATE_receipt&&env.STATE_reported!=='true'){argv[2]=':post';require('./index.js')}
