using System.Text;
using Swarm.Cryptography.Signing;
using Swarm.Transparency.Checkpoints;
using Swarm.Transparency.Notes;
using Swarm.Transparency.Tiles;

namespace Swarm.Fuzz.Targets;

/// <summary>What logs and witnesses write: signed notes with checkpoints, verifier keys, paths of tiles and bundles of entries.</summary>
internal sealed class NoteTarget : FuzzTarget
{
    private const string LogName = "example.com/log";

    private const string WitnessName = "example.com/witness";

    private readonly SigningKey _key;

    private readonly VerifierKey[] _known;

    public NoteTarget()
    {
        _key = SigningKey.Create(MakeRandom());
        _known =
        [
            new(LogName, SignatureType.Ed25519, _key.PublicKey.Span),
            new(WitnessName, SignatureType.CosignatureV1, _key.PublicKey.Span),
        ];
    }

    public override string Name => "note";

    public override IEnumerable<byte[]> Seeds
    {
        get
        {
            var checkpoint = new Checkpoint(LogName, 20852163, default) { Extensions = ["more"] };
            var text = checkpoint.ToText();
            var lines = new[] { NoteSignature.Sign(LogName, _key, text), Cosignature.Sign(WitnessName, _key, checkpoint, 1679315147) };
            yield return [0, .. new SignedNote(text, lines).ToBytes()];
            yield return [1, .. Encoding.UTF8.GetBytes(_known[1].ToString())];
            yield return [2, .. "tile/0/x001/234.p/56"u8];
            yield return [3, .. EntryBundle.Create(["a"u8.ToArray(), default, "bc"u8.ToArray()])];
        }
    }

    // The first byte says which reader. What is read is written again as the same bytes.
    public override void Run(byte[] input)
    {
        if (input.Length == 0)
        {
            return;
        }

        var bytes = input.AsSpan(1);
        switch (input[0] % 4)
        {
            case 0:
                var note = SignedNote.Parse(bytes);
                Require(note.ToBytes(), bytes);
                Require(Encoding.UTF8.GetBytes(Checkpoint.Parse(note.Text).ToText()), Encoding.UTF8.GetBytes(note.Text));
                note.Verify(_known);
                break;
            case 1:
                Require(Encoding.UTF8.GetBytes(VerifierKey.Parse(Encoding.UTF8.GetString(bytes)).ToString()), bytes);
                break;
            case 2:
                Require(Encoding.UTF8.GetBytes(TileAddress.Parse(Encoding.UTF8.GetString(bytes)).ToString()), bytes);
                break;
            default:
                Require(EntryBundle.Create(EntryBundle.Read(bytes.ToArray(), 3)), bytes);
                break;
        }
    }

    private static void Require(ReadOnlySpan<byte> written, ReadOnlySpan<byte> read)
    {
        if (!written.SequenceEqual(read))
        {
            throw new InvalidDataException("What was read is written otherwise.");
        }
    }
}
