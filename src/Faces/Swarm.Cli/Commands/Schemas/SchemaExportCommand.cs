using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Output;
using Swarm.Engine.Contracts;

namespace Swarm.Cli.Commands.Schemas;

/// <summary>Shows the schema of a contract.</summary>
internal sealed class SchemaExportCommand : ImmediateCommand
{
    private readonly Option<string?> _type = MakeTypeOption("The contract.");

    public SchemaExportCommand()
        : base("export", "Write the JSON Schema (2020-12) of a contract.")
    {
        _type.Required = true;
        Add(_type);
    }

    /// <summary>The option that names a contract.</summary>
    public static Option<string?> MakeTypeOption(string description)
    {
        var option = new Option<string?>("--type")
        {
            Description = $"{description} One of {string.Join(", ", ContractService.Names)}.",
            HelpName = "TYPE",
        };
        option.AcceptOnlyFromAmong([.. ContractService.Names]);
        return option;
    }

    protected override int Run(Invocation invocation, CancellationToken cancellationToken)
    {
        var type = invocation.Require(_type)!;
        var schema = ContractService.ExportSchema(type);
        return invocation.Write(new Report
        {
            Json = json =>
            {
                json.Text("type", type);
                json.Writer.WritePropertyName("schema");
                schema.WriteTo(json.Writer);
            },
            Text = text => text.Document(schema),
        });
    }
}
