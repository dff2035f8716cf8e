using System.Text;
using Swarm.Core.Errors;
using Swarm.State.Exporting;
using static Swarm.State.Tests.Folder;

namespace Swarm.State.Tests;

public sealed class ExportTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_database_is_exported_as_it_is()
    {
        var path = _folder.CreateThousandRows("state.db");

        StateExporter.ExportDatabase(path, _folder["copy.db"]);

        Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(_folder["copy.db"]));
        Assert.Equal(["copy.db", "state.db"], _folder.Names);
    }

    [Fact]
    public void A_file_that_is_there_is_replaced_only_on_request()
    {
        var path = _folder.CreateThousandRows("state.db");
        File.WriteAllText(_folder["copy.db"], "mine");

        AssertCode(ErrorCode.PathInvalid, () => StateExporter.ExportDatabase(path, _folder["copy.db"]));
        Assert.Equal("mine", File.ReadAllText(_folder["copy.db"]));

        StateExporter.ExportDatabase(path, _folder["copy.db"], overwrite: true);
        Assert.Equal(1000L, Scalar(_folder["copy.db"], "SELECT count(*) FROM item"));
        Assert.Equal(["copy.db", "state.db"], _folder.Names);
    }

    [Fact]
    public void What_cannot_be_exported_is_refused_and_leaves_nothing()
    {
        var path = _folder.CreateThousandRows("state.db");
        var unsettled = _folder.CreateAbandonedLog("log.db");
        var names = _folder.Names.ToList();

        AssertCode(ErrorCode.PathInvalid, () => StateExporter.ExportDatabase(path, _folder["no/such/copy.db"]));
        AssertCode(ErrorCode.StateBusy, () => StateExporter.ExportDatabase(unsettled, _folder["copy.db"]));
        Assert.ThrowsAny<OperationCanceledException>(
            () => StateExporter.ExportDatabase(path, _folder["copy.db"], cancellationToken: new CancellationToken(canceled: true)));
        Assert.Equal(names, _folder.Names);
    }

    [Fact]
    public void An_absent_state_is_exported_as_an_empty_file()
    {
        StateExporter.ExportDatabase(_folder["absent.db"], _folder["copy.db"]);

        Assert.Equal(0, new FileInfo(_folder["copy.db"]).Length);
    }

    [Fact]
    public void A_table_is_exported_as_one_JSON_object_a_row()
    {
        var path = _folder.Create("state.db", """
            CREATE TABLE t (id INTEGER PRIMARY KEY, "a ""b" , twice AS (id * 2));
            INSERT INTO t VALUES (1, NULL), (2, 5.0), (3, 1e300), (4, 9e999), (5, x'00ff'), (6, 'é"' || char(10)),
                (7, 9223372036854775807), (8, 0.1);
            """);
        using var lines = new MemoryStream();

        Assert.Equal(8, StateExporter.ExportJsonLines(path, "T", lines));

        Assert.Equal(
            """
            {"id":1,"a \"b":null}
            {"id":2,"a \"b":5.0}
            {"id":3,"a \"b":1E+300}
            {"id":4,"a \"b":"Infinity"}
            {"id":5,"a \"b":{"base64":"AP8="}}
            {"id":6,"a \"b":"é\"\n"}
            {"id":7,"a \"b":9223372036854775807}
            {"id":8,"a \"b":0.1}

            """,
            Encoding.UTF8.GetString(lines.ToArray()));
    }

    [Fact]
    public void A_table_that_is_not_there_is_named() =>
        AssertCode(ErrorCode.StateQueryInvalid, () => StateExporter.ExportJsonLines(_folder["absent.db"], "t", Stream.Null));
}
