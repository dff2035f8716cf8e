using System.Text;
using Swarm.Core.Locks;
using Swarm.Execution.Folders;

namespace Swarm.Execution.Tests.Folders;

public sealed class RunFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("swarm-folders-").FullName;

    private string Work => Path.Combine(_folder, "work");

    private string Outside => Path.Combine(_folder, "outside");

    public RunFolderTests()
    {
        Directory.CreateDirectory(Work);
        Directory.CreateDirectory(Outside);
        File.WriteAllText(Path.Combine(Outside, "kept"), "x");
    }

    [Fact]
    public void A_sweep_removes_what_a_dead_process_was_making_outside()
    {
        Leave("made", Path.Combine(Outside, "kept"));

        RunFolder.RemoveAbandoned(Work);

        Assert.Equal(["claim.lock"], Directory.GetFileSystemEntries(Work).Select(Path.GetFileName));
        Assert.Empty(Directory.GetFileSystemEntries(Outside));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(-1)]
    public void Half_a_note_names_nothing(int kept)
    {
        var note = Path.Combine(Work, "export-half", "outside");
        Leave("half", Path.Combine(Outside, "kept"));
        var whole = File.ReadAllBytes(note);
        File.WriteAllBytes(note, kept < 0 ? [.. Encoding.UTF8.GetBytes(Outside)] : whole[..kept]);

        RunFolder.RemoveAbandoned(Work);

        Assert.Equal(["claim.lock"], Directory.GetFileSystemEntries(Work).Select(Path.GetFileName));
        Assert.True(File.Exists(Path.Combine(Outside, "kept")));
    }

    [Fact]
    public void What_a_live_process_has_stays()
    {
        using var folder = RunFolder.Create(Work, "export-live");
        folder.NoteOutside(Path.Combine(Outside, "kept"));

        RunFolder.RemoveAbandoned(Work);

        Assert.True(Directory.Exists(folder.Path));
        Assert.True(File.Exists(Path.Combine(Outside, "kept")));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // A folder whose process is gone, as kill -9 leaves it.
    private void Leave(string name, string note)
    {
        var id = RunFolder.OutsidePrefix + name;
        var aside = Path.Combine(_folder, name);
        using (var folder = RunFolder.Create(Work, id))
        {
            folder.NoteOutside(note);
            Directory.Move(folder.Path, aside);
        }

        Directory.Move(aside, Path.Combine(Work, id));
        File.WriteAllBytes(Path.Combine(Work, id + OwnerFile.Extension), (ProcessIdentity.Current with { ProcessId = int.MaxValue }).Serialize());
    }
}
