"""Runs the shop's work over processes: small orders, the most needed first, each an independent function of its values.

A worker gets the run's values once, then one order after another. One that dies costs its order a second try.
"""

from pressroom.workers.crew import Context, Crew, Processes, cores, crew_of
from pressroom.workers.orders import COUNTRY, GUIDANCE, HANDOUT, JOB, PERSON, Done, Order, countries_of, guidance_of
from pressroom.workers.workers import Workers

__all__ = [
    "COUNTRY",
    "GUIDANCE",
    "HANDOUT",
    "JOB",
    "PERSON",
    "Context",
    "Crew",
    "Done",
    "Order",
    "Processes",
    "Workers",
    "cores",
    "countries_of",
    "crew_of",
    "guidance_of",
]
