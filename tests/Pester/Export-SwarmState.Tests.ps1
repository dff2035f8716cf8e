BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    New-Database seed.sqlite
    $base = Start-SwarmRun -Workspace ./repo -State seed.sqlite -Label base { 'x' > x.txt }
}
AfterAll { Exit-Scene }

Describe 'Export-SwarmState' {
    It 'writes nothing with -WhatIf' {
        $base | Export-SwarmState -Destination out.sqlite -WhatIf | Should -BeNullOrEmpty
        Test-Path out.sqlite | Should -BeFalse
    }

    It 'writes the database, and replaces a file only with -Force' {
        ($base | Export-SwarmState -Destination out.sqlite).Length | Should -Be 1024
        Export-SwarmState base out.sqlite -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmPathInvalid,*'
        (Export-SwarmState base out.sqlite -Force).Name | Should -Be out.sqlite
    }
}
