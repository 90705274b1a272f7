"""Writes of imports: start and steer jobs (`jobs`), read sources (`reading`), make products (`making`)."""
