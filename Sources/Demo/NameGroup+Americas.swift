extension NameGroup {
    static let spanish = NameGroup(
        "Spanish", weight: 20, doubleSurnames: 30,
        surnames: [
            "Aguilar", "Álvarez", "Ávila", "Cabrera", "Cárdenas", "Castillo", "Cervantes",
            "Contreras", "Cortés", "De la Cruz", "Del Río", "Delgado", "Díaz", "Domínguez",
            "Escobar", "Espinoza", "Fernández", "Flores", "Fuentes", "Galván", "García", "Gómez",
            "Guerrero", "Gutiérrez", "Hernández", "Herrera", "Ibáñez", "Jiménez", "Juárez", "López",
            "Maldonado", "Márquez", "Martínez", "Medina", "Mejía", "Méndez", "Mendoza", "Morales",
            "Muñoz", "Navarro", "Núñez", "Ochoa", "Orozco", "Ortega", "Ortiz", "Padilla", "Peña",
            "Pérez", "Quiñones", "Ramírez", "Reyes", "Ríos", "Rivera", "Rodríguez", "Rojas",
            "Salazar", "Sánchez", "Santiago", "Solís", "Tapia", "Torres", "Trujillo", "Valdez",
            "Vargas", "Vásquez", "Vega", "Villarreal", "Zamora", "Zúñiga",
        ],
        girls: [
            "Adriana", "Alejandra", "Alondra", "Ana", "Ángela", "Araceli", "Beatriz", "Camila",
            "Carmen", "Catalina", "Daniela", "Dulce", "Elena", "Esmeralda", "Esperanza",
            "Fernanda", "Gabriela", "Guadalupe", "Isabel", "Itzel", "Jazmín", "Jimena", "Juliana",
            "Leticia", "Lucía", "Luz", "Maite", "María", "María Elena", "María José", "Mariana",
            "Marisol", "Mónica", "Natalia", "Paloma", "Paola", "Pilar", "Renata", "Rocío", "Rosa",
            "Sofía", "Valentina", "Valeria", "Verónica", "Ximena", "Yolanda",
        ],
        boys: [
            "Adrián", "Alejandro", "Andrés", "Ángel", "Antonio", "Armando", "Carlos", "César",
            "Cristian", "Cruz", "Damián", "David", "Diego", "Eduardo", "Emiliano", "Enrique",
            "Esteban", "Fernando", "Francisco", "Gael", "Guillermo", "Héctor", "Ignacio", "Iván",
            "Javier", "Jesús", "Joaquín", "Jorge", "José", "José Luis", "Juan", "Juan Pablo",
            "Julián", "Leonardo", "Lorenzo", "Luis", "Manuel", "Marco", "Mateo", "Matías",
            "Miguel", "Nicolás", "Óscar", "Pablo", "Rafael", "Ramón", "Raúl", "Ricardo", "Salvador",
            "Santiago", "Sebastián", "Sergio", "Tomás", "Vicente",
        ])

    static let pacific = NameGroup(
        "Samoan", weight: 3,
        surnames: [
            "Afoa", "Faleafa", "Fa'asavalu", "Kahananui", "Kalani", "Keawe", "Leota", "Lolo",
            "Mahoe", "Makoa", "Nu'uanu", "Pua'auli", "Sapolu", "Tamasese", "Tuiasosopo", "Tupou",
            "Vainikolo",
        ],
        girls: [
            "Ana", "Hina", "Kailani", "Kalea", "Leilani", "Lupe", "Malia", "Moana", "Nani",
            "Noelani", "Sina", "Talia", "Tiare", "U'ilani",
        ],
        boys: [
            "Afa", "Kai", "Kaleo", "Keanu", "Keoni", "Koa", "Loto", "Makani", "Manu", "Nalu",
            "Pono", "Sione", "Tavita", "Viliamu",
        ])
}
