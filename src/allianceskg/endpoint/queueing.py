"""A bounded queue that takes turns between clients."""

from __future__ import annotations

from collections import OrderedDict, deque
from typing import Generic, TypeVar

Item = TypeVar("Item")


class FairQueue(Generic[Item]):
    """
    Items of many clients; each client gets its turn, and within a client the first comes first.

    >>> queue = FairQueue[str](most=3)
    >>> [queue.put("a", "a1"), queue.put("a", "a2"), queue.put("a", "a3")]
    [None, None, None]
    >>> queue.put("b", "b1")  # full: the client with most waiting gives up its last
    'a3'
    >>> [queue.take(), queue.take(), queue.take(), queue.take()]
    ['a1', 'b1', 'a2', None]
    """

    def __init__(self, *, most: int) -> None:
        """
        Make an empty queue.

        Args:
            most: Items of all clients together.
        """
        self._most = most
        self._waiting: OrderedDict[str, deque[Item]] = OrderedDict()
        self._count = 0

    def __len__(self) -> int:
        return self._count

    @property
    def clients(self) -> int:
        """How many clients have something waiting."""
        return len(self._waiting)

    def put(self, client: str, item: Item) -> Item | None:
        """Add an item; when there is no room, return the one that has to go: that item, or a greedier client's last."""
        if self._count >= self._most:
            greediest = max(self._waiting, key=lambda one: len(self._waiting[one]))
            if len(self._waiting[greediest]) <= len(self._waiting.get(client, ())) + 1:
                return item
            displaced = self._waiting[greediest][-1]
            self.remove(greediest, displaced)
        else:
            displaced = None
        self._waiting.setdefault(client, deque()).append(item)
        self._count += 1
        return displaced

    def take(self) -> Item | None:
        """Take the next item out; its client then waits for the others' turns."""
        if not self._waiting:
            return None
        client, items = next(iter(self._waiting.items()))
        item = items.popleft()
        self._count -= 1
        if items:
            self._waiting.move_to_end(client)
        else:
            del self._waiting[client]
        return item

    def items(self) -> list[tuple[str, Item]]:
        """List what waits, with its client."""
        return [(client, item) for client, items in self._waiting.items() for item in items]

    def remove(self, client: str, item: Item) -> bool:
        """Take a given item out; tell whether it was there."""
        items = self._waiting.get(client)
        if items is None or item not in items:
            return False
        items.remove(item)
        self._count -= 1
        if not items:
            del self._waiting[client]
        return True
