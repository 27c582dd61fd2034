package io.github.camelaliyun.mqtt.app.live;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who may have what, of files that claim the same: who stays as it is, then who had it before, then the first by name. Of those that
 * have to give way to one that may yet be refused itself, one is refused at a time.
 */
final class Conflicts {

    private final Map<Claim, String> owners = new HashMap<>();
    private final Set<Claim> stay = new HashSet<>();

    /**
     * Why a file has to give way.
     *
     * @param claim for what
     * @param reason in words
     */
    record Refusal(Claim claim, String reason) {}

    /** Claims of one that stays as it is. */
    void stays(String owner, Collection<Claim> claims) {
        claims.forEach(claim -> owners.putIfAbsent(claim, owner));
        stay.addAll(claims);
    }

    /** @return why the files that have to give way do, by name; the order of {@code wanted} is that of their names */
    Map<String, Refusal> refused(Map<String, List<Claim>> wanted, Map<String, Set<Claim>> had) {
        wanted.forEach((file, claims) -> claims.stream()
                .filter(had.getOrDefault(file, Set.of())::contains)
                .forEach(claim -> owners.putIfAbsent(claim, file)));
        wanted.forEach((file, claims) -> claims.forEach(claim -> owners.putIfAbsent(claim, file)));
        Map<String, Refusal> certain = new HashMap<>();
        Map<String, Refusal> last = new HashMap<>();
        wanted.forEach((file, claims) -> problem(file, claims).ifPresent(refusal -> {
            String owner = owners.get(refusal.claim());
            if (wanted.containsKey(owner) && !owner.equals(file)) {
                last.clear();
                last.put(file, refusal);
            } else {
                certain.put(file, refusal);
            }
        }));
        return certain.isEmpty() ? last : certain;
    }

    private Optional<Refusal> problem(String file, List<Claim> claims) {
        Set<Claim> own = new HashSet<>();
        for (Claim claim : claims) {
            if (!own.add(claim)) {
                return Optional.of(new Refusal(claim, "the " + claim + " is there twice"));
            }
        }
        // One that a file has for good comes first.
        return claims.stream()
                .filter(claim -> !owners.get(claim).equals(file))
                .min(Comparator.comparing(claim -> stay.contains(claim) ? 0 : 1))
                .map(claim -> new Refusal(claim, claim.takenBy(owners.get(claim))));
    }
}
