using System.Globalization;
using System.Text.Json.Nodes;
using Swarm.Transparency.Checkpoints;
using Swarm.Verification.Tests.Authority;

namespace Swarm.Verification.Tests.Hostile;

/// <summary>Promises, proofs and checkpoints of transparency logs that are not what they ought to be.</summary>
public class LogTests
{
    private const string Root = "rootHash";

    private static readonly DateTimeOffset Now = FakeSigstore.Now;
    private static readonly FakeRekor Rekor = Trial.Instance.Rekor!;
    private static readonly FakeRekorTiles Tiles = Trial.Instance.Tiles!;

    private static readonly Dictionary<string, HostileCase> Cases = new(StringComparer.Ordinal)
    {
        ["a promise of another key"] = Entry("log", "not signed by its key", entry => entry["inclusionPromise"] = PromiseOf(entry, new FakeRekor())),
        ["a promise at another time"] = Entry("log", "not signed by its key", entry => entry["integratedTime"] = Text(Now.AddSeconds(8).ToUnixTimeSeconds())),
        ["a promise at another number"] = Entry("log", "not signed by its key", entry => entry["logIndex"] = "1"),
        ["a promise that is a checkpoint's signature"] = Entry("log", "not signed by its key", entry => entry["inclusionPromise"]!["signedEntryTimestamp"] = SignatureOf(entry)),
        ["an empty promise"] = Entry("bundle", "signedEntryTimestamp", entry => entry["inclusionPromise"]!["signedEntryTimestamp"] = string.Empty),
        ["no promise and no timestamp"] = Entry("time", "nothing that is trusted", entry => entry.Remove("inclusionPromise")),
        ["a promise before the certificate"] = Promised("certificate", "valid from", Now.AddSeconds(-1)),
        ["a promise after the certificate"] = Promised("certificate", "valid from", Now.AddMinutes(11)),
        ["a promise in the future"] = Promised("time", "in the future", Now.AddHours(2)),
        ["a promise at no time"] = Promised("log", "no time that could be", DateTimeOffset.UnixEpoch),
        ["a promise before 1970"] = Entry("bundle", "negative", entry => entry["integratedTime"] = "-1"),
        ["a promise after the year 9999"] = Entry("log", "no time that could be", entry =>
        {
            entry["integratedTime"] = "253402300800";
            entry["inclusionPromise"] = PromiseOf(entry, Rekor);
        }),

        ["no proof"] = Entry("bundle", "inclusion proof", entry => entry.Remove("inclusionProof")),
        ["a proof that is too short"] = Proof("log", "inclusion proof", proof => proof["hashes"]!.AsArray().RemoveAt(0)),
        ["a proof that is too short at its end"] = Proof("log", "inclusion proof", proof => proof["hashes"]!.AsArray().RemoveAt(proof["hashes"]!.AsArray().Count - 1)),
        ["a proof that is too long"] = Proof("log", "inclusion proof", proof => proof["hashes"]!.AsArray().Add(proof["hashes"]![0]!.DeepClone())),
        ["a proof without hashes"] = Proof("log", "inclusion proof", proof => proof["hashes"] = new JsonArray()),
        ["a proof in another order"] = Proof("log", "inclusion proof", proof => proof["hashes"] = new JsonArray([.. proof["hashes"]!.AsArray().Reverse().Select(hash => hash!.DeepClone())])),
        ["a proof of 65 hashes"] = Proof("bundle", "65 hashes", proof => proof["hashes"] = new JsonArray([.. Enumerable.Range(0, 65).Select(_ => proof[Root]!.DeepClone())])),
        ["a proof with a short hash"] = Proof("bundle", "32 bytes", proof => proof["hashes"]![0] = "AAAA"),
        ["a proof with an empty hash"] = Proof("bundle", "32 bytes", proof => proof["hashes"]![0] = string.Empty),
        ["a proof at the next number"] = Index("log", 1),
        ["a proof at the number before"] = Index("log", -1),
        ["a proof at the tree's size"] = Proof("log", "inclusion proof", proof => proof["logIndex"] = proof["treeSize"]!.DeepClone()),
        ["a proof at a negative number"] = Proof("log", "inclusion proof", proof => proof["logIndex"] = "-1"),
        ["a proof in an empty tree"] = Proof("log", "inclusion proof", proof => proof["treeSize"] = "0"),
        ["a proof in a greater tree"] = Proof("log", string.Empty, proof => proof["treeSize"] = Text(Size(proof) + 1)),
        ["a proof in a tree of 2^62"] = Proof("log", "inclusion proof", proof => proof["treeSize"] = "4611686018427387904"),
        ["a proof with another root"] = Proof("log", "inclusion proof", proof => proof[Root] = Convert.ToBase64String(new byte[32])),
        ["a proof of a tree of one entry"] = Proof("log", "inclusion proof", proof =>
        {
            proof["hashes"] = new JsonArray();
            proof["logIndex"] = "0";
            proof["treeSize"] = "1";
        }),
        ["a proof whose checkpoint is older"] = Proof("log", "another tree", proof => proof["checkpoint"]!["envelope"] = Rekor.CheckpointAt((int)Size(proof) - 1).Sign(Rekor.Signer)),
        ["a proof whose checkpoint is another log's"] = Proof("log", "not signed by", proof => proof["checkpoint"]!["envelope"] = new FakeRekor().CheckpointAt(5).Sign(new FakeRekor().Signer)),
        ["a proof whose checkpoint has another root"] = Checkpoint("another tree", (head, log) => (head with { Root = default }).Sign(log.Signer)),
        ["a proof whose checkpoint has another size"] = Checkpoint("another tree", (head, log) => (head with { Size = head.Size + 1 }).Sign(log.Signer)),
        ["a checkpoint that a stranger signed"] = Checkpoint("not signed by", (head, log) => head.Sign(new NoteSigner(log.Host, FakeKey.Create(KeyKind.P256)))),
        ["a checkpoint that a stranger signed under the log's hint"] = Checkpoint("does not verify", (head, log) =>
            WithHint(head.Sign(new NoteSigner(log.Host, FakeKey.Create(KeyKind.P256))), log.Signer.KeyId)),
        ["a checkpoint that only a witness signed"] = Checkpoint("not signed by", (head, _) => head.Sign(new WitnessSigner("witness.example.com", Now))),
        ["a checkpoint that a witness signed in the log's name"] = Checkpoint("not signed by", (head, log) => head.Sign(new WitnessSigner(log.Host, Now))),
        ["a checkpoint that nobody signed"] = Checkpoint("no signature", (head, _) => head.Sign()),
        ["a checkpoint under another name of the signer"] = Checkpoint("not signed by", (head, log) => head.Sign(log.Signer with { Name = "other.example.com" })),
        ["a checkpoint with a line added"] = Checkpoint("does not verify", (head, log) => head.Sign(log.Signer).Replace("\n\n", "\nmore\n\n", StringComparison.Ordinal)),
        ["a checkpoint with a size of leading zeros"] = Checkpoint("size that is no number", (head, log) => head.Sign(log.Signer).Replace($"\n{head.Size}\n", $"\n0{head.Size}\n", StringComparison.Ordinal)),
        ["a checkpoint with a negative size"] = Checkpoint("size that is no number", (head, log) => head.ToText().Replace($"\n{head.Size}\n", "\n-1\n", StringComparison.Ordinal).Sign(log.Signer)),
        ["a checkpoint with a short root"] = Checkpoint("root that is no hash", (head, log) => head.ToText().Replace(RootOf(head), Convert.ToBase64String(new byte[31]), StringComparison.Ordinal).Sign(log.Signer)),
        ["a checkpoint without an origin"] = Checkpoint("lacks", (head, log) => head.ToText()[head.Origin.Length..].Sign(log.Signer)),
        ["a checkpoint of one line"] = Checkpoint("no signed note", (head, _) => head.Origin),
        ["a checkpoint with carriage returns"] = Checkpoint("no signed note", (head, log) => head.Sign(log.Signer).Replace("\n", "\r\n", StringComparison.Ordinal)),
        ["a checkpoint without its last line feed"] = Checkpoint("no signed note", (head, log) => head.Sign(log.Signer).TrimEnd('\n')),
        ["a checkpoint with 65 signatures"] = Checkpoint("64", (head, log) => head.Sign([.. Enumerable.Repeat(log.Signer, 65)])),
        ["a checkpoint with a hyphen for the dash"] = Checkpoint("malformed", (head, log) => head.Sign(log.Signer).Replace("— ", "- ", StringComparison.Ordinal)),
        ["a checkpoint of 65 KiB"] = Proof("bundle", "are read", proof => proof["checkpoint"]!["envelope"] = new string('x', 66_000)),
        ["no checkpoint"] = Proof("bundle", "no checkpoint", proof => proof.Remove("checkpoint")),
        ["a checkpoint with lines of extension"] = Witnessed((head, log) => (head with { Extensions = ["one", "two"] }).Sign(log.Signer)),
        ["a checkpoint that a witness signed too"] = Witnessed((head, log) => head.Sign(new WitnessSigner("witness.example.com", Now), log.Signer, new WitnessSigner("other.example.com", Now))),

        ["second generation"] = Second(null, "signed by", _ => { }),
        ["second generation without a timestamp"] = new("time", "nothing that is trusted", () => Trial.Sign(request => request with { Entries = [LogEntryKind.HashedRekord002] })),
        ["second generation with a time of its own"] = new("time", "nothing that is trusted", () => Trial.Alter(
            bundle => bundle.Entry["integratedTime"] = Text(Now.ToUnixTimeSeconds()), request => request with { Entries = [LogEntryKind.HashedRekord002] })),
        ["second generation with a promise of its own"] = Second("log", "not signed by its key", entry =>
        {
            entry["integratedTime"] = Text(Now.ToUnixTimeSeconds());
            entry["inclusionPromise"] = PromiseOf(entry, new FakeRekor());
        }),
        ["second generation with another number outside"] = Second("log", "not that of its inclusion proof", entry => entry["logIndex"] = "1"),
        ["second generation of another origin"] = SecondCheckpoint("other.example.com", head => head with { Origin = "other.example.com" }),
        ["second generation of an origin with a number"] = SecondCheckpoint("malformed", head => head with { Origin = head.Origin + " - 1" }),
        ["second generation of an origin with a scheme"] = SecondCheckpoint("https://", head => head with { Origin = "https://" + head.Origin }),
        ["second generation without a proof"] = Second("bundle", "inclusion proof", entry => entry.Remove("inclusionProof")),
        ["second generation's entry in a log of the first"] = new("log", "number is not that", () => Record(Rekor, LogEntryKind.HashedRekord002)),
        ["second generation's entry said to be of the first"] = Second("log", "another kind", entry => entry["kindVersion"]!["version"] = "0.0.1"),

        ["a log that is not trusted"] = Entry("log", "does not name", entry => entry["logId"]!["keyId"] = Convert.ToBase64String(new byte[32])),
        ["a log of another generation's name"] = Entry("log", string.Empty, entry => entry["logId"]!["keyId"] = Convert.ToBase64String(Tiles.LogId)),
        ["no log"] = Entry("bundle", "logId", entry => entry.Remove("logId")),
        ["no kind"] = Entry("bundle", "kindVersion", entry => entry.Remove("kindVersion")),
        ["no body"] = Entry("bundle", "canonicalizedBody", entry => entry.Remove("canonicalizedBody")),
        ["no entry"] = new("log", "no entry", () => Trial.Alter(bundle => bundle.Material.Remove("tlogEntries"))),
        ["an empty list of entries"] = new("log", "no entry", () => Trial.Alter(bundle => bundle.Material["tlogEntries"] = new JsonArray())),
        ["the same entry twice"] = new("bundle", "same log entry twice", () => Trial.Alter(bundle => bundle.Material["tlogEntries"]!.AsArray().Add(bundle.Entry.DeepClone()))),
        ["33 entries"] = new("bundle", "33 tlogEntries", () => Trial.Sign(request => request with { Entries = [.. Enumerable.Repeat(LogEntryKind.HashedRekord001, 33)] })),
        ["two entries of one log"] = new(null, "signed by", () => Trial.Sign(request => request with { Entries = [LogEntryKind.HashedRekord001, LogEntryKind.HashedRekord001] })),
        ["entries of both generations"] = new(null, "signed by", () => Trial.Sign(request => request with { Entries = [LogEntryKind.HashedRekord001, LogEntryKind.HashedRekord002] })),
        ["a good entry and one with a bad proof"] = Pair("log", entry => entry["inclusionProof"]!["logIndex"] = "0"),
        ["a good entry and one with a bad promise"] = Pair("log", entry => entry["inclusionPromise"] = PromiseOf(entry, new FakeRekor())),
        ["a good entry and one of another log"] = Pair("log", entry => entry["logId"]!["keyId"] = Convert.ToBase64String(new byte[32])),
        ["a good entry and one outside the certificate"] = Pair("certificate", entry => Promise(entry, Now.AddHours(1))),
    };

    public static TheoryData<string> Names => Trial.NamesOf(Cases);

    [Theory]
    [MemberData(nameof(Names))]
    public void An_entry_is_judged(string name) => Cases[name].Run();

    [Theory]
    [InlineData(0, 20, true)]
    [InlineData(7, 7, true)]
    [InlineData(8, 20, false)]
    [InlineData(0, 6, false)]
    public void A_log_counts_while_it_is_trusted(int start, int end, bool holds)
    {
        var period = new Period(Now.AddSeconds(start), Now.AddSeconds(end));
        var root = new TrustedRootBuilder().Add(Trial.Instance.Fulcio).Add(Trial.Instance.Fulcio.Logs[0]).Add(Rekor, period).Add(Tiles, period)
            .Add(Trial.Instance.TimestampAuthority!);
        var (check, says) = holds ? (null, "signed by") : ("log", "does not trust the log");
        Trial.AssertVerdict(Trial.Sign().ToBytes(), Trial.Under(root), check, says);
        var second = Trial.Sign(request => request with { Entries = [LogEntryKind.HashedRekord002], Timestamps = 1 });
        Trial.AssertVerdict(second.ToBytes(), Trial.Under(root), check, says);
    }

    [Theory]
    [InlineData(KeyKind.P256)]
    [InlineData(KeyKind.P384)]
    [InlineData(KeyKind.P521)]
    [InlineData(KeyKind.Rsa2048)]
    [InlineData(KeyKind.Ed25519)]
    public void A_log_of_the_second_generation_may_sign_with_any_key(KeyKind kind)
    {
        var instance = FakeSigstore.Create(tiles: new FakeRekorTiles(kind));
        var bundle = Trial.Sign(request => request with { Entries = [LogEntryKind.HashedRekord002], Timestamps = 1 }, instance);
        var verdict = Trial.Verify(bundle.ToBytes(), Trial.Under(instance.TrustedRoot()));

        // Its notes are hashed with SHA-256, which the names of these kinds of key do not say; RSA is no kind of its keys.
        Assert.Equal(kind is KeyKind.P256 or KeyKind.Ed25519, verdict.IsValid);
        Trial.AssertReadable(verdict);
    }

    [Fact]
    public void A_tree_of_any_size_proves_each_of_its_entries()
    {
        for (var others = 0; others < 18; others++)
        {
            var instance = FakeSigstore.Create(rekor: new FakeRekor(entries: others) { Following = others % 3 });
            Trial.AssertVerdict(Trial.Sign(null, instance).ToBytes(), Trial.Under(instance.TrustedRoot()), null, "signed by");
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static long Size(JsonObject proof) => long.Parse(proof["treeSize"]!.GetValue<string>(), CultureInfo.InvariantCulture);

    private static string RootOf(Checkpoint head) => Convert.ToBase64String(head.Root.Span);

    private static string SignatureOf(JsonObject entry) => Convert.ToBase64String(
        Convert.FromBase64String(entry["inclusionProof"]!["checkpoint"]!["envelope"]!.GetValue<string>().TrimEnd('\n').Split(' ')[^1])[4..]);

    private static string WithHint(string note, byte[] keyId)
    {
        var at = note.LastIndexOf(' ') + 1;
        var signature = Convert.FromBase64String(note[at..].TrimEnd('\n'));
        return $"{note[..at]}{Convert.ToBase64String([.. keyId.AsSpan(0, 4), .. signature.AsSpan(4)])}\n";
    }

    private static JsonObject PromiseOf(JsonObject entry, FakeRekor log) => new() { ["signedEntryTimestamp"] = log.Promise(entry) };

    private static void Promise(JsonObject entry, DateTimeOffset time)
    {
        entry["integratedTime"] = Text(time.ToUnixTimeSeconds());
        entry["inclusionPromise"] = PromiseOf(entry, Rekor);
    }

    private static HostileCase Entry(string? check, string says, Action<JsonObject> change) => new(check, says, () => Trial.Alter(bundle => change(bundle.Entry)));

    private static HostileCase Promised(string check, string says, DateTimeOffset time) => Entry(check, says, entry => Promise(entry, time));

    private static HostileCase Proof(string? check, string says, Action<JsonObject> change) => Entry(check, says, entry => change(entry["inclusionProof"]!.AsObject()));

    private static HostileCase Index(string check, int by) => Proof(check, "inclusion proof", proof =>
        proof["logIndex"] = Text(long.Parse(proof["logIndex"]!.GetValue<string>(), CultureInfo.InvariantCulture) + by));

    private static HostileCase Checkpoint(string says, Func<Checkpoint, FakeTransparencyLog, string> sign) => Checkpoint("log", says, sign);

    private static HostileCase Witnessed(Func<Checkpoint, FakeTransparencyLog, string> sign) => Checkpoint(null, "signed by", sign);

    private static HostileCase Checkpoint(string? check, string says, Func<Checkpoint, FakeTransparencyLog, string> sign) =>
        Proof(check, says, proof => proof["checkpoint"]!["envelope"] = sign(Rekor.CheckpointAt((int)Size(proof)), Rekor));

    private static HostileCase Second(string? check, string says, Action<JsonObject> change) => new(check, says, () => Trial.Alter(
        bundle => change(bundle.Entry), request => request with { Entries = [LogEntryKind.HashedRekord002], Timestamps = 1 }));

    private static HostileCase SecondCheckpoint(string says, Func<Checkpoint, Checkpoint> change) => Second("log", says, entry =>
    {
        var proof = entry["inclusionProof"]!.AsObject();
        var head = change(Tiles.CheckpointAt((int)Size(proof)));
        proof["checkpoint"]!["envelope"] = head.Sign(Tiles.Signer with { Name = head.Origin });
    });

    private static HostileCase Pair(string check, Action<JsonObject> change) => new(check, string.Empty, () => Trial.Alter(
        bundle => change(bundle.Material["tlogEntries"]![1]!.AsObject()),
        request => request with { Entries = [LogEntryKind.HashedRekord001, LogEntryKind.HashedRekord001] }));

    private static SignedBundle Record(FakeTransparencyLog log, LogEntryKind kind) => Trial.Alter(
        bundle => bundle.Material["tlogEntries"] = new JsonArray(log.Add(LogBodies.Create(kind, bundle.Content, bundle.Certificate), Now.AddSeconds(7))),
        request => request with { Timestamps = 1 });
}
