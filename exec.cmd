@rem package.json says `exec node …`, so that a POSIX shell gives its place to node and signals reach it. In cmd, this is exec.
@%*
