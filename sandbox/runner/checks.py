def parser_add(verbs):
    pass
