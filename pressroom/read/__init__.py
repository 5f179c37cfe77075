"""Reads a workspace: files in, typed values out, each problem with its place."""
