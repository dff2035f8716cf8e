@{
    ModuleVersion = '1.0'
    RootModule = 'TestVault.Extension.psm1'
    FunctionsToExport = @('Get-Secret', 'Get-SecretInfo', 'Remove-Secret', 'Set-Secret', 'Test-SecretVault')
    CmdletsToExport = @()
    VariablesToExport = @()
    AliasesToExport = @()
}
